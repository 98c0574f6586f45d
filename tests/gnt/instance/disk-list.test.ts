import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const lines = (text: string): string[] =>
  text.replaceAll(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4} /gm, '').split('\n')

const sizes = 'gnt-instance list --no-headers -o disk.sizes'

describe('modify --disk', () => {
  it('adds a disk to an instance that runs, and tells what it did', () => {
    const s = sitting({ release: '3.0' })
    const { output, exit } = s.on('nodeA', 'gnt-instance modify --disk add:size=1G debianz')
    expect(lines(output).slice(0, 5)).toEqual([
      '* disk 1, size 1.0G',
      ' - INFO: Waiting for instance debianz to sync disks',
      " - INFO: Instance debianz's disks are in sync",
      'Modified instance debianz',
      ' - disk/1 -> add:size=1024,mode=rw',
    ])
    expect(exit).toBe(0)
    expect(s.on('nodeA', `${sizes} debianz`).output).toMatch(/,1(?:\.0G|024)\n/)
    expect(s.on('nodeB', 'lvs --noheadings -o lv_name').output).toContain('.disk1')
  })

  it('waits until both halves of a mirrored one are the same', () => {
    const s = sitting({ release: '3.0', syncMibPerSecond: 100 })
    const { output } = s.on('nodeA', 'gnt-instance modify --disk add:size=1G debianx')
    expect(output).toMatch(/device disk\/1: +\d+\.\d+% done, /)
    expect(s.on('nodeB', 'cat /proc/drbd').output.match(/UpToDate\/UpToDate/g)?.length).toBe(3)
    expect(s.on('nodeA', 'gnt-cluster verify').exit).toBe(0)
  })

  it('refuses a disk that is smaller than the policy allows, unless that is ignored', () => {
    const s = sitting({ release: '3.0' })
    const small = 'gnt-instance modify --disk -1:add,size=512M'
    const { output, exit } = s.on('nodeA', `${small} debianz`)
    expect(output).toContain(
      '(default) violates policy: disk-size/1 value 512 is not in range [1024, 1048576]\n',
    )
    expect(exit).toBe(1)
    expect(s.on('nodeA', `${small} --ignore-ipolicy debianz`).exit).toBe(0)
  })

  it('removes nothing where one node cannot make its half', () => {
    const s = sitting({ release: '3.0' })
    s.power('nodeB', 'off')
    s.on('nodeA', 'gnt-node modify --offline=yes nodeb')
    const { stderr, exit } = s.on('nodeA', 'gnt-instance modify --disk add:size=1G debianx')
    expect(stderr).toMatch(
      /^Failure: command execution error:\nCan't create block device <LogicalVolume\(\/dev\/ganeti\/\S+\.disk1_data, not visible, size=1024m\)> on node nodeb\.virt\.nsrc\.org for instance debianx: Node is marked offline\n$/,
    )
    expect(exit).toBe(1)
    expect(s.on('nodeA', 'lvs --noheadings -o lv_name').output).not.toContain('disk1')
  })

  it('changes mode and name, and refuses a size', () => {
    const s = sitting({ release: '3.0' })
    const { output } = s.on('nodeA', 'gnt-instance modify --disk 0:mode=ro,name=data debianz')
    expect(output).toContain(' - disk.mode/0 -> ro\n - disk.name/0 -> data\n')
    expect(s.on('nodeA', 'gnt-instance modify --disk data:size=2G debianz').stderr).toContain(
      'Disk size change not possible, use grow-disk',
    )
  })

  it('says which disks do not exist', () => {
    const s = sitting({ release: '3.0' })
    const modify = (disk: string) => s.on('nodeA', `gnt-instance modify --disk ${disk} debianz`)
    expect(modify('7:mode=ro').stderr).toBe(
      'Failure: command execution error:\nGot disk index 7, but there are only 1\n',
    )
    expect(modify('data:mode=ro').stderr).toBe(
      "Failure: prerequisites not met for this operation:\nLookup of disk 'data' failed\n",
    )
    expect(modify('add').stderr).toContain("Missing required parameter 'size'")
    expect(modify('0:remove,size=1G').stderr).toContain('Not accepting parameters on removal')
  })

  it('does not take a disk from an instance that runs, in 3.0', () => {
    const s = sitting({ release: '3.0' })
    expect(s.on('nodeA', 'gnt-instance modify --disk 0:remove debianx').stderr).toContain(
      "Instance 'debianx' is marked to be up, can't remove volume from a running instance without using hotplug",
    )
    s.on('nodeA', 'gnt-instance shutdown debianx')
    expect(s.on('nodeA', 'gnt-instance modify --disk 0:remove debianx').exit).toBe(0)
    expect(s.on('nodeA', 'gnt-instance list --no-headers -o disk_template debianx').output).toBe(
      'diskless\n',
    )
  })

  it('takes a disk from under a running instance in 2.11: half of it stays behind', () => {
    const s = sitting()
    const { output, exit } = s.on('nodeA', 'gnt-instance modify --disk 0:remove debianX')
    expect(output).toMatch(
      /Could not remove disk\/0 on node 'nodeA\.virt\.nsrc\.org': drbd0: can't shutdown drbd device.*, continuing anyway\n/,
    )
    expect(exit).toBe(0)
    const verify = s.on('nodeA', 'gnt-cluster verify').output
    expect(verify).toContain('node nodeA.virt.nsrc.org: unallocated drbd minor 0 is in use')
    expect(verify).toMatch(/node nodeA\.virt\.nsrc\.org: volume ganeti\/\S+_data is unknown/)
    expect(verify).not.toMatch(/node nodeB\.virt\.nsrc\.org: volume/)
  })
})

describe('replace-disks --disks', () => {
  it.each(['-1', '0,16'])('refuses %s, of which no instance can have a disk', (disks) => {
    const s = sitting({ release: '3.0' })
    const { output, exit } = s.on('nodeA', `gnt-instance replace-disks -s --disks ${disks} debianx`)
    expect(output).toMatch(/Invalid value for disk index '-?1\d?', required between 0 and 16\n$/)
    expect(exit).toBe(1)
  })
})
