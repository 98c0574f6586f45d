import { expect, test } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'

/**
 * Field cases, from the sources of DRBD and Ganeti: linux drbd_state.c (is_valid_state), lib/storage/drbd.py
 * (_ShutdownNet), lib/backend.py (DrbdDisconnectNet).
 */
const afterDiskFailure = (release: string) => {
  const s = sitting({ release })
  s.ask({ fault: { disk: 'nodeA', is: 'failed' } })
  s.wait(10)
  return s
}

test.each(RELEASES)(
  'an instance whose primary has lost its disk cannot migrate, and runs on, in %s',
  (release) => {
    const s = afterDiskFailure(release)
    const { output, exit } = s.on('nodeA', 'gnt-instance migrate debianX', 'y')
    expect(output).toMatch(
      /changing into standalone mode\nFailure: command execution error:\nCannot disconnect disks node node[Aa]\.virt\.nsrc\.org: Can't change network configuration to standalone mode: drbd0: can't shutdown network, even after multiple retries\n$/,
    )
    expect(exit).toBe(1)
    const list = 'gnt-instance list --no-headers -o name,pnode,status'
    expect(s.on('nodeA', list).output).toMatch(/debian[Xx] +node[Aa]\S+ +running/)
    expect(s.on('nodeA', 'gnt-instance failover -f debianX').exit).toBe(0)
    expect(s.on('nodeA', list).output).toMatch(/debian[Xx] +node[Bb]\S+ +running/)
  },
)

test('by hand, neither end of such a pair can be disconnected', () => {
  const s = afterDiskFailure('3.0')
  expect(s.on('nodeA', 'drbdsetup disconnect 0')).toMatchObject({
    output: '0: State change failed: (-2) Need access to UpToDate data\n',
    exit: 17,
  })
  expect(s.on('nodeB', 'drbdsetup disconnect 0')).toMatchObject({
    output: '0: State change failed: (-10) State change was refused by peer node\n',
    exit: 11,
  })
})
