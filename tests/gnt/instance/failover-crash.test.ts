import { describe, expect, it } from 'vitest'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'
import { doInput, nodeOf, open, run, type Scene, type, wait } from '../../support/crash.ts'

/** The guest has just shut down, and its disk is not yet closed. */
const SECOND = 7

/** A failover of dY from B to C, during which B's node daemon is dead for 20 s: B keeps the disk open. */
function cutFailover(release: Release): Scene {
  const scene = open(release)
  const node = nodeOf(scene, 'B')
  type(scene, nodeOf(scene, 'A'), 'gnt-instance failover -f dY')
  wait(scene, SECOND)
  doInput(scene, { kind: 'daemon', node, daemon: 'ganeti-noded', is: 'dead' })
  wait(scene, 20)
  doInput(scene, { kind: 'daemon', node, daemon: 'ganeti-noded', is: 'running' })
  wait(scene, 60)
  return scene
}

const statusOf = (scene: Scene): string =>
  run(scene, nodeOf(scene, 'A'), 'gnt-instance list --no-headers -o status,pnode dY')

describe.each(RELEASES)(
  'after a failover that left the disk open on the old primary, in %s',
  (release) => {
    const openFailed = () => {
      const scene = cutFailover(release)
      const master = nodeOf(scene, 'A')
      return { scene, on: (line: string) => run(scene, master, line) }
    }

    it('the instance is down on its new primary, which cannot open the disk', () => {
      const { scene, on } = openFailed()
      expect(statusOf(scene)).toMatch(/ERROR_down\s+node[Cc]/)
      expect(on(`ssh ${nodeOf(scene, 'B')} cat /proc/drbd`)).toMatch(/WFConnection ro:Primary/)
      for (let attempt = 0; attempt < 2; attempt++)
        expect(on('gnt-instance activate-disks dY')).toMatch(
          /Multiple primaries not allowed.*Cannot activate block devices/s,
        )
    })

    it('the first startup fails and closes the disk on both nodes, and the second one succeeds', () => {
      const { scene, on } = openFailed()
      expect(on('gnt-instance startup dY')).toMatch(
        /Multiple primaries not allowed.*Disk consistency error/s,
      )
      expect(on('gnt-instance startup dY')).not.toMatch(/WARNING|Failure/)
      expect(statusOf(scene)).toMatch(/running\s+node[Cc]/)
    })

    it('another failover takes it back to its old primary', () => {
      const { scene, on } = openFailed()
      expect(on('gnt-instance failover -f dY')).not.toMatch(/WARNING|Failure/)
      expect(statusOf(scene)).toMatch(/running\s+node[Bb]/)
    })

    it('the watcher starts it in its second run', () => {
      const { scene, on } = openFailed()
      on('ganeti-watcher')
      expect(statusOf(scene)).toMatch(/ERROR_down/)
      on('ganeti-watcher')
      expect(statusOf(scene)).toMatch(/running\s+node[Cc]/)
    })
  },
)
