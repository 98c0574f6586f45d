import { expect, it } from 'vitest'
import { RULES } from '../../../src/shell/rules.ts'
import { advanceInPlace } from '../../../src/sim/apply.ts'
import { type WaitReason, waitReasonOf } from '../../../src/sim/jobs/waits.ts'
import { type Sitting, sitting } from '../../support/driver.ts'
import { A } from '../../support/nodes.ts'

/** What a job waits for. Throws where there is no such job. */
const reasonOf = (at: Sitting, id: number): WaitReason | null => {
  const job = at.world().jobs[id]
  if (!job) throw new Error(`there is no job ${id}`)
  return waitReasonOf(RULES, at.world(), job)
}

it('a job that was just submitted waits for its turn, then for nothing', () => {
  const at = sitting()
  at.type('gnt-debug delay --submit 20')
  expect(reasonOf(at, 1)).toEqual({ for: 'turn' })
  at.until((world) => world.jobs[1]?.status === 'running')
  expect(reasonOf(at, 1)).toBeNull()
  at.until((world) => world.jobs[1]?.status === 'success')
  expect(reasonOf(at, 1)).toBeNull()
})

it('a job waits for the one that holds its lock, until that has ended', () => {
  const at = sitting()
  at.type('gnt-instance failover -f --submit debianX')
  at.type('gnt-instance shutdown --submit debianX')
  at.until((world) => world.jobs[2]?.status === 'waiting')
  expect(reasonOf(at, 2)).toEqual({ for: 'lock', job: 1 })
  at.until((world) => world.jobs[1]?.status === 'success')
  expect(reasonOf(at, 2)).toBeNull()
})

it('a job waits for the one that it follows', () => {
  const at = sitting()
  at.type('gnt-debug delay --submit 20')
  at.type('gnt-debug delay --submit 20')
  const world = structuredClone(at.world())
  const second = world.jobs[2]
  if (!second) throw new Error('there is no second job')
  second.after = [1]
  advanceInPlace(RULES, world, at.now() + 5000, () => undefined)
  expect(waitReasonOf(RULES, world, second)).toEqual({ for: 'job', job: 1 })
})

it('at most twenty jobs run at once', () => {
  const at = sitting()
  for (let i = 0; i < 22; i++) at.type('gnt-debug delay --no-locks --submit 60')
  at.wait(5)
  expect(reasonOf(at, 20)).toBeNull()
  expect(reasonOf(at, 21)).toEqual({ for: 'place' })
})

it('as many jobs run at once as the cluster says, and the next one starts when one has ended', () => {
  const at = sitting()
  at.type('gnt-cluster modify --max-running-jobs 2')
  for (const seconds of [20, 60, 60]) at.type(`gnt-debug delay --no-locks --submit ${seconds}`)
  at.wait(5)
  expect([2, 3, 4].map((id) => reasonOf(at, id))).toEqual([null, null, { for: 'place' }])
  at.until((world) => world.jobs[2]?.status === 'success')
  at.wait(1)
  expect(at.world().jobs[4]?.status).toBe('running')
})

it('a job that has started takes a place while it waits for a lock', () => {
  const at = sitting()
  at.type('gnt-cluster modify --max-running-jobs 2')
  at.type('gnt-instance failover -f --submit debianX')
  at.type('gnt-instance shutdown --submit debianX')
  at.type('gnt-debug delay --no-locks --submit 60')
  at.until((world) => world.jobs[3]?.status === 'waiting')
  at.wait(1)
  expect(reasonOf(at, 3)).toEqual({ for: 'lock', job: 2 })
  expect(reasonOf(at, 4)).toEqual({ for: 'place' })
})

it('a rule of the queue holds jobs back', () => {
  const at = sitting({ release: '3.0' })
  at.type('gnt-filter add --action=PAUSE --predicates=\'[["jobid",[">","id","watermark"]]]\'')
  at.type('gnt-debug delay --submit 20')
  at.wait(5)
  const [uuid] = Object.keys(at.world().machines[at.named('nodeA')]?.files.config?.filters ?? {})
  expect(uuid).toBeDefined()
  expect(reasonOf(at, 1)).toEqual({ for: 'rule', uuid })
})

it('without its daemon a queue stands still, and a job whose process died waits to be found', () => {
  const at = sitting()
  at.type('gnt-debug delay --submit 60')
  at.until((world) => world.jobs[1]?.status === 'running')
  at.type('gnt-debug delay --submit 60')
  at.act({ kind: 'daemon', node: A, daemon: 'ganeti-masterd', is: 'dead' })
  at.wait(5)
  expect(reasonOf(at, 1)).toEqual({ for: 'recovery', node: A })
  expect(reasonOf(at, 2)).toEqual({ for: 'daemon', daemon: 'ganeti-masterd', node: A })
})
