import { expect, it } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'

const HOUR = 3600

it.each(RELEASES)('puts jobs away that ended more than six hours ago (%s)', (release) => {
  const { on, wait } = sitting({ release })
  const listed = (options = '') =>
    on('nodeA', `gnt-job list --no-headers -o id ${options}`).stdout.trim().split(/\s+/)
  on('nodeA', 'gnt-cluster verify-disks')
  const [old = ''] = listed().slice(-1)
  wait(5.9 * HOUR)
  on('nodeA', 'gnt-cluster verify-disks')
  on('nodeA', 'ganeti-watcher')
  expect(listed()).toContain(old)
  wait(0.2 * HOUR)
  on('nodeA', 'ganeti-watcher')
  const left = listed()
  expect(left).not.toContain(old)
  expect(left.length).toBeGreaterThan(0)
  expect(listed('--archived')).toContain(old)
})

it('puts nothing away while it is paused, or on a node that is not the master', () => {
  const { on, wait } = sitting()
  on('nodeA', 'gnt-cluster verify-disks')
  wait(7 * HOUR)
  on('nodeB', 'ganeti-watcher')
  on('nodeA', 'gnt-cluster watcher pause 1h')
  on('nodeA', 'ganeti-watcher')
  expect(on('nodeA', 'gnt-job list --no-headers -o summary').stdout).toContain(
    'CLUSTER_VERIFY_DISKS',
  )
})
