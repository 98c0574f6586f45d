import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const THREE = { release: '3.0' } as const
const VOLUME = 'gnt-node list-storage -t lvm-pv --no-headers -o name,allocatable nodec'

describe('gnt-node modify-storage', () => {
  it('lets no new disk be placed on a physical volume, and lets it again', () => {
    const lab = sitting(THREE)
    const [device = ''] = lab.on('nodeA', VOLUME).output.split(' ')
    const modify = (to: string) =>
      lab.on('nodeA', `gnt-node modify-storage --allocatable=${to} nodeC lvm-pv ${device}`)
    const add = (name: string) =>
      lab.on(
        'nodeA',
        `gnt-instance add -t plain -s 1G -o debootstrap+default --no-name-check --no-ip-check -n nodeC ${name}`,
      )
    expect(modify('no')).toMatchObject({ output: '', exit: 0 })
    expect(lab.on('nodeA', VOLUME).output).toMatch(/ N\n$/)
    expect(lab.on('nodeC', 'pvs --noheadings -o pv_attr').output.trim()).toBe('---')
    expect(add('new1').output).toContain("Can't create block device: Can't compute PV info for vg")
    expect(modify('yes').exit).toBe(0)
    expect(lab.on('nodeA', VOLUME).output).toMatch(/ Y\n$/)
    expect(add('new1').exit).toBe(0)
  })

  it('refuses what it cannot change, in the words of the real cluster', () => {
    const lab = sitting(THREE)
    const said = (rest: string) => lab.on('nodeA', `gnt-node modify-storage ${rest}`)
    expect(said('nodeC lvm-pv /dev/nosuch')).toMatchObject({
      output: 'No changes to perform, exiting.\n',
      exit: 0,
    })
    const refusals: [string, string][] = [
      ['nodeC lvm-vg ganeti', "Storage units of type 'lvm-vg' can not be modified"],
      ['nodeC bogus x', 'Unknown storage type: bogus'],
      ['nosuch lvm-pv /dev/vdb', "Node 'nosuch' not known"],
      ['nodeC lvm-pv /dev/nosuch', '  0 physical volumes changed / 0 physical volumes not changed'],
    ]
    for (const [rest, text] of refusals) {
      const { output, exit } = said(`--allocatable=no ${rest}`)
      expect(output).toContain(text)
      expect(exit).toBe(1)
    }
  })
})

describe('gnt-node repair-storage', () => {
  const repair = 'gnt-node repair-storage nodeC lvm-vg'

  it('repairs a volume group that is there, and none that is lost', () => {
    const lab = sitting(THREE)
    const group = lab.on('nodeC', 'vgs --noheadings -o vg_name').output.trim()
    expect(normalise(lab.on('nodeA', `${repair} ${group}`).output)).toBe(
      `<date> Repairing storage unit '${group}' on nodec.virt.nsrc.org ...`,
    )
    const { output, exit } = lab.on('nodeA', `${repair} nosuch`)
    expect(output).toContain(
      `Failed to repair storage unit 'nosuch' on nodec.virt.nsrc.org: Error while executing backend function: Volume group 'nosuch' still not consistent`,
    )
    expect(exit).toBe(1)
  })

  it('does not start while the other copy of a disk is faulty, unless told to', () => {
    const lab = sitting(THREE)
    lab.ask({ fault: { disk: 'nodeA', is: 'failed' } })
    lab.wait(5)
    const group = lab.on('nodeB', 'vgs --noheadings -o vg_name').output.trim()
    const { output, exit } = lab.on('nodeA', `gnt-node repair-storage nodeB lvm-vg ${group}`)
    expect(output).toMatch(/error type: wrong_state[\s\S]*has faulty disks on node 'nodea/i)
    expect(exit).toBe(1)
    const forced = lab.on(
      'nodeA',
      `gnt-node repair-storage --ignore-consistency nodeB lvm-vg ${group}`,
    )
    expect(forced.output).toMatch(/WARNING: Instance .* has faulty disks/)
    expect(forced.exit).toBe(0)
  })
})

describe('gnt-node restricted-command', () => {
  it('says after ten seconds that the node permits no such command', () => {
    const lab = sitting(THREE)
    const { output, exit, seconds } = lab.on('nodeA', 'gnt-node restricted-command uptime nodec')
    expect(output).toBe(
      `------------------------------------------------\nCommand 'uptime' on node 'nodec.virt.nsrc.org' failed: Executing command 'uptime' failed\n`,
    )
    expect(exit).toBe(1)
    expect(seconds).toBeGreaterThan(10)
    expect(lab.on('nodeA', 'gnt-node restricted-command uptime').output).toContain(
      'Node group or node names must be given',
    )
  })
})
