import type { ClusterDefinition } from '../definition.ts'
import { nextNumber, type World } from '../world.ts'

/** Jobs that a recorded cluster had run before the session: known by number, end and summary only. */
export function pastJobs(world: World, definition: ClusterDefinition): void {
  const past = definition.random?.jobs ?? []
  const at = world.epochMs - 600_000
  past.forEach(([number, status, summary], i) => {
    const id = Number(number)
    const ended = status === 'error' ? 'error' : status === 'canceled' ? 'canceled' : 'success'
    const time = at + i * 1000
    world.jobs[id] = {
      id,
      on: definition.master,
      ops: [
        {
          opcode: summary.replace(/\(.*/, ''),
          params: {},
          summary,
          status: ended,
          log: [],
          result:
            ended === 'success' ? { ok: true, value: null } : { ok: false, kind: 'exec', text: '' },
          frame: { step: '', vars: {}, replies: [], wait: null },
          started: time,
          ended: time,
        },
      ],
      status: ended,
      priority: 0,
      received: time,
      started: time,
      ended: time,
      notBefore: 0,
      after: [],
      holds: [],
      dead: false,
      archived: false,
    }
    world.nextJobId = Math.max(world.nextJobId, id + 1)
  })
  nextNumber(world)
}
