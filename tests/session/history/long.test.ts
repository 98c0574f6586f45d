import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { judge } from '../../../src/labs/judge/judge.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { NARRATOR } from '../../../src/session/narration/narrator.ts'
import { endedJobs } from '../../../src/session/plan/job-progress.ts'
import { act, passTime, replay, type Session } from '../../../src/session/session.ts'
import { newestConfig } from '../../../src/sim/cluster/current-config.ts'
import { nextEvent, type World } from '../../../src/sim/world.ts'
import { A } from '../../support/nodes.ts'

const JOBS = 120
const APART_MS = 10_000

/** A sitting in which so many jobs have ended. */
const longSitting = (): Session => {
  const inputs = Array.from({ length: JOBS }, (_, i) => ({
    at: i * APART_MS,
    input: {
      kind: 'line' as const,
      terminal: A,
      text: i === JOBS - 2 ? 'gnt-cluster verify' : 'gnt-node modify -D yes nodeC',
    },
  }))
  return replay(ENGINE, EXERCISE, inputs, JOBS * APART_MS)
}

/** The same World; the set gets the number of each job that is looked at. */
const counting = (world: World, looked: Set<PropertyKey>): World => ({
  ...world,
  jobs: new Proxy(
    { ...world.jobs },
    {
      get: (jobs, id) => {
        looked.add(id)
        return Reflect.get(jobs, id) as unknown
      },
    },
  ),
})

it('jobs that have ended are not looked at again, whatever happens after them', () => {
  const long = longSitting()
  expect(Object.keys(long.world.jobs).length).toBeGreaterThanOrEqual(JOBS)
  expect(newestConfig(long.world)).toBeDefined()
  const looked = new Set<PropertyKey>()
  let session = act(long, { kind: 'line', terminal: A, text: 'gnt-cluster verify' })
  let told = 0
  for (let due = nextEvent(session.world); due !== undefined; due = nextEvent(session.world)) {
    const before = counting(session.world, looked)
    session = passTime(session, due)
    const after = counting(session.world, looked)
    if (NARRATOR.whatHappened(before, after, due)) told += 1
    endedJobs(after, 5)
    const evidence = { now: due, typed: [], since: 0, path: {}, diagnosed: null }
    judge({ verified: 'at all' }, { ...evidence, world: after })
    if (session.world.openJobs.length === 0 && told > 2) break
  }
  expect(told).toBeGreaterThan(2)
  expect(looked.size).toBeLessThan(20)
})
