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
