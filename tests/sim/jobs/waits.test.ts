import { expect, it } from 'vitest'
import { RULES } from '../../../src/shell/rules.ts'
import { queueOf, type WaitReason, waitReasonOf } from '../../../src/sim/jobs/waits.ts'
import { A, desk } from '../../session/desk.ts'

type Desk = ReturnType<typeof desk>

/** What a job waits for. Throws where there is no such job. */
const reasonOf = ({ world }: Desk, id: number): WaitReason | null => {
  const job = world.jobs[id]
  if (!job) throw new Error(`there is no job ${id}`)
  return waitReasonOf(RULES, world, job)
}

it('a job that was just submitted waits for its turn, then for nothing', () => {
  const at = desk()
  at.type('gnt-debug delay --submit 20')
  expect(reasonOf(at, 1)).toEqual({ for: 'turn' })
  at.until(() => at.world.jobs[1]?.status === 'running')
  expect(reasonOf(at, 1)).toBeNull()
  at.until(() => at.world.jobs[1]?.status === 'success')
  expect(reasonOf(at, 1)).toBeNull()
})

it('a job waits for the one that holds its lock, until that has ended', () => {
  const at = desk()
  at.type('gnt-instance failover -f --submit debianX')
  at.type('gnt-instance shutdown --submit debianX')
  at.until(() => at.world.jobs[2]?.status === 'waiting')
  expect(reasonOf(at, 2)).toEqual({ for: 'lock', job: 1 })
  at.until(() => at.world.jobs[1]?.status === 'success')
  expect(reasonOf(at, 2)).toBeNull()
})

it('a job waits for the one that it was told to follow', () => {
  const at = desk()
  at.type('gnt-debug delay --submit 20')
  at.type('gnt-debug delay --submit 20')
  const [, second] = queueOf(at.world)
  if (!second) throw new Error('there is no second job')
  second.after = [1]
  at.wait(5)
  expect(reasonOf(at, 2)).toEqual({ for: 'job', job: 1 })
})

it('at most twenty jobs run at once', () => {
  const at = desk()
  for (let i = 0; i < 22; i++) at.type('gnt-debug delay --submit 60')
  at.wait(5)
  expect(reasonOf(at, 20)).toBeNull()
  expect(reasonOf(at, 21)).toEqual({ for: 'place' })
})

it('a rule of the queue holds jobs back', () => {
  const at = desk('3.0')
  const node = A.toLowerCase()
  const type = (text: string) => {
    at.act({ kind: 'line', terminal: node, text })
    at.wait(5)
  }
  type('gnt-filter add --action=PAUSE --predicates=\'[["jobid",[">","id","watermark"]]]\'')
  type('gnt-debug delay --submit 20')
  const [uuid] = Object.keys(at.world.machines[node]?.files.config?.filters ?? {})
  expect(uuid).toBeDefined()
  expect(reasonOf(at, 1)).toEqual({ for: 'rule', uuid })
})

it('without its daemon a queue stands still, and a job whose process died waits to be found', () => {
  const at = desk()
  at.type('gnt-debug delay --submit 60')
  at.until(() => at.world.jobs[1]?.status === 'running')
  at.type('gnt-debug delay --submit 60')
  at.act({ kind: 'daemon', node: A, daemon: 'ganeti-masterd', is: 'dead' })
  at.wait(5)
  expect(reasonOf(at, 1)).toEqual({ for: 'recovery', node: A })
  expect(reasonOf(at, 2)).toEqual({ for: 'daemon', daemon: 'ganeti-masterd', node: A })
})
