import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

/** A sitting in which debianY runs twice: its node's cable was out while it was failed over. */
const runningTwice = () => {
  const s = sitting()
  s.ask({ fault: { cable: 'nodeB', is: 'out' } })
  s.on('nodeA', 'gnt-node modify --offline=yes nodeB')
  expect(s.on('nodeA', 'gnt-instance failover -f debianY').exit).toBe(0)
  s.ask({ fault: { cable: 'nodeB', is: 'in' } })
  s.on('nodeA', 'gnt-node modify --offline=no nodeB')
  return s
}

describe('removing an instance that runs twice', () => {
  it('fails on the node where a guest still holds its disk open, after a long wait', () => {
    const s = runningTwice()
    const { output, exit, seconds } = s.on('nodeA', 'gnt-instance remove -f debianY')
    expect(output).toContain(
      "WARNING: Could not remove disk 0 on node nodeB.virt.nsrc.org, continuing anyway: drbd1: can't shutdown drbd device: 1: State change failed: (-12) Device is held open by someone",
    )
    expect(output).toMatch(/Can't lvremove: .*disk0_data in use\.\\n; Can't lvremove: .*disk0_meta/)
    expect(output).toContain("Can't remove instance's disks\n")
    expect(exit).toBe(1)
    expect(seconds).toBeGreaterThan(90)
    expect(s.on('nodeA', 'gnt-instance list --no-headers -o name').output).toContain('debianY')
  })
})

describe('moving an instance away from an offline node', () => {
  it('stops the daemon that already waits for its data', () => {
    const s = sitting({ release: '3.0' })
    s.power('nodeB', 'off')
    s.on('nodeA', 'gnt-node modify --offline=yes nodeb')
    const { output } = s.on('nodeA', 'gnt-instance move -f --ignore-consistency -n nodec debianz')
    expect(normalise(output)).toMatch(
      /WARNING: import 'import-disk0-\S+' on nodec\.virt\.nsrc\.org failed: Exited due to signal 15\n.* disk\/0 failed to receive data: Exited due to signal 15 \(recent output: socat: W exiting on signal 15\)/,
    )
  })
})

describe('an instance whose secondary died unnoticed', () => {
  const afterFailedStart = () => {
    const s = sitting({ release: '3.0' })
    s.on('nodeA', 'gnt-instance shutdown debianx')
    s.power('nodeB', 'off')
    // Disks that did not all come are noted as not active, though the instance should run.
    expect(s.on('nodeA', 'gnt-instance start debianx').exit).toBe(1)
    return s
  }

  it('cannot let go of the disks that replace-disks has activated, and says only that', () => {
    const s = afterFailedStart()
    const first = s.on('nodeA', 'gnt-instance replace-disks -p debianx')
    expect(first.stderr).toBe(
      "Failure: prerequisites not met for this operation:\nerror type: wrong_state, error details:\nInstance 'debianx' is marked to be up, cannot shutdown disks\n",
    )
    // They stay active, so that the next try shows what is really wrong.
    const second = s.on('nodeA', 'gnt-instance replace-disks -p debianx')
    expect(second.stderr).toContain("Can't find disk/0 on node nodeb.virt.nsrc.org: Error ")
  })

  it('gets a new one on a node that lives, whose data come over from the primary', () => {
    const s = afterFailedStart()
    s.on('nodeA', 'gnt-instance start --force debianx')
    const { output, exit } = s.on('nodeA', 'gnt-instance replace-disks -n nodec debianx')
    expect(normalise(output)).toContain('Hint: Please cleanup this device manually as soon as')
    expect(exit).toBe(0)
  })
})

describe('an instance whose primary died unnoticed', () => {
  it.each([
    ['2.11', "Can't contact node nodeB.virt.nsrc.org for instance information: Error "],
    ['3.0', "Can't retrieve instance information for instance 'debiany': Error "],
  ] as const)('cannot be asked whether it runs, as %s words it', (release, text) => {
    const s = sitting({ release })
    const name = release === '3.0' ? 'debiany' : 'debianY'
    s.on('nodeA', `gnt-instance shutdown ${name}`)
    s.power('nodeB', 'off')
    expect(s.on('nodeA', `gnt-instance deactivate-disks ${name}`).stderr).toContain(text)
    expect(s.on('nodeA', `gnt-instance reinstall -f ${name}`).output).toContain(text)
  })
})

describe('making an instance plain whose secondary is offline', () => {
  it.each([
    ['2.11', 'Could not remove block device disk/0 on node nodeB'],
    ['3.0', 'Could not remove disk None on node nodeb'],
  ] as const)('warns of the copy it leaves behind, as %s words it', (release, text) => {
    const s = sitting({ release })
    const name = release === '3.0' ? 'debianx' : 'debianX'
    s.power('nodeB', 'off')
    s.on('nodeA', 'gnt-node modify --offline=yes nodeB.virt.nsrc.org'.toLowerCase())
    s.on('nodeA', `gnt-instance shutdown ${name}`)
    const { output, exit } = s.on('nodeA', `gnt-instance modify -t plain ${name}`)
    expect(output).toContain(`${text}.virt.nsrc.org, continuing anyway: Node is marked offline`)
    expect(exit).toBe(0)
  })
})

describe('disks whose volumes are lost', () => {
  /** Both mirrored instances are stopped, and nodeB loses what it holds of them. */
  const afterLoss = () => {
    const s = sitting({ release: '3.0', syncMibPerSecond: 400 })
    for (const name of ['debianx', 'debiany'])
      expect(s.on('nodeA', `gnt-instance shutdown ${name}`).exit).toBe(0)
    const names = s.on('nodeB', 'lvs --noheadings -o lv_name').stdout.trim().split(/\s+/)
    for (const name of names.filter((each) => each.includes('_')))
      expect(s.on('nodeB', `lvremove -f ganeti/${name}`).exit).toBe(0)
    return s
  }

  it('are served by their peer: mirrored instances start even where their own disk is gone', () => {
    const s = afterLoss()
    for (const name of ['debianx', 'debiany'])
      expect(s.on('nodeA', `gnt-instance start ${name}`)).toMatchObject({ exit: 0, stderr: '' })
    expect(s.on('nodeB', 'cat /proc/drbd').output).toContain(
      'cs:Connected ro:Primary/Secondary ds:Diskless/UpToDate',
    )
    expect(s.on('nodeA', 'gnt-cluster verify').output).toContain(
      "instance debiany: disk/0 on nodeb.virt.nsrc.org is degraded; local disk state is 'faulty'",
    )
  })

  it('are renewed where they are missing, and refused to be renewed at the other end', () => {
    const s = afterLoss()
    s.on('nodeA', 'gnt-instance start debiany')
    expect(s.on('nodeA', 'gnt-instance replace-disks -s debiany').stderr).toContain(
      'Node nodeb.virt.nsrc.org has degraded storage, unsafe to replace disks for instance debiany',
    )
    expect(s.on('nodeA', 'gnt-instance replace-disks -a debiany').exit).toBe(0)
    expect(s.on('nodeB', 'cat /proc/drbd').output).toContain(
      'ro:Primary/Secondary ds:UpToDate/UpToDate',
    )
    expect(s.on('nodeA', 'gnt-instance migrate -f debiany').exit).toBe(0)
  })

  it('cannot be used when no one else has them', () => {
    const s = sitting({ release: '3.0' })
    s.on('nodeA', 'gnt-instance shutdown debianz')
    const name = s.on('nodeB', 'lvs --noheadings -o lv_name | grep -v _').stdout.trim()
    s.on('nodeB', `lvremove -f ganeti/${name}`)
    expect(s.on('nodeA', 'gnt-instance start debianz').output).toContain(
      `Error while assembling disk: Can't activate lv /dev/ganeti/${name}:   Failed to find logical volume "ganeti/${name}"`,
    )
    expect(s.on('nodeA', 'gnt-instance recreate-disks debianz').stderr).toContain('marked to be up')
    s.on('nodeA', 'gnt-instance shutdown debianz')
    expect(s.on('nodeA', 'gnt-instance recreate-disks debianz').exit).toBe(0)
    expect(s.on('nodeA', 'gnt-instance start debianz').exit).toBe(0)
  })
})

describe('a volume group that failed', () => {
  it('takes no disk', () => {
    const s = sitting({ release: '3.0' })
    s.on('nodeA', 'gnt-instance shutdown debianz')
    s.ask({ fault: { disk: 'nodeB', is: 'failed' } })
    expect(s.on('nodeA', 'gnt-instance recreate-disks debianz').stderr).toContain(
      "on node nodeb.virt.nsrc.org for instance debianz: Can't create block device: Can't compute PV info for vg ganeti\n",
    )
    expect(s.on('nodeA', 'gnt-instance start debianz').output).toContain(
      'Volume group "ganeti" not found\\n  Cannot process volume group ganeti\\n',
    )
  })
})

describe('old volumes on a node that was removed and added again', () => {
  it('take part again where their names are still in use, as the older copy', () => {
    const s = sitting({ release: '3.0', syncMibPerSecond: 400 })
    // debianx: from nodea/nodeb to nodea/nodec, while nodeb is away with the copy it had.
    s.power('nodeB', 'off')
    s.on('nodeA', 'gnt-node modify --offline=yes nodeb')
    expect(s.on('nodeA', 'gnt-node evacuate -f -s -n nodec nodeb').exit).toBe(0)
    s.power('nodeB', 'on')
    s.on('nodeA', 'gnt-node add --readd nodeb', 'yes', 'yes')
    expect(s.on('nodeA', 'gnt-instance replace-disks -n nodeb debianx').stderr).toMatch(
      /LV create failed .* Logical Volume "\S+_data" already exists in volume group "ganeti"/,
    )
    // recreate-disks names nodec and nodeb as its places, fails for the same reason, and leaves it so.
    s.on('nodeA', 'gnt-instance shutdown debianx')
    expect(s.on('nodeA', 'gnt-instance recreate-disks -n nodec:nodeb debianx').exit).toBe(1)
    expect(s.on('nodeA', 'gnt-instance start debianx').exit).toBe(0)
    s.wait(10)
    expect(s.on('nodeC', 'cat /proc/drbd').output).toContain(
      'cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate',
    )
  })
})

describe('a failure that quotes a program', () => {
  it('ends with one line break, as every failure', () => {
    const s = sitting({ release: '3.0' })
    s.on('nodeA', 'gnt-instance shutdown debianz')
    expect(s.on('nodeA', 'gnt-instance recreate-disks debianz').stderr).toMatch(
      /already exists in volume group "ganeti"\n$/,
    )
    expect(s.on('nodeA', 'gnt-instance recreate-disks debianz').stderr).not.toMatch(/\n\n/)
  })
})
