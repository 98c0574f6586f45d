import { clone } from '../../lib/clone.ts'
import { own } from '../../lib/own.ts'
import type { ClusterConfig, NodeName } from '../cluster/config.ts'
import { firstStep, newFrame } from '../run/frame.ts'
import type { Submission } from '../run/opcode.ts'
import type { Rules } from '../run/rules.ts'
import { clockOf, daemonConfigOn, setAlarm, type World } from '../world.ts'
import type { JobOp } from './job.ts'
import { replicationMs } from './replicate.ts'

/** Ganeti's priorities: lower runs first. */
export const PRIORITY = { low: 10, normal: 0, high: -10 } as const

/** Between a job's acceptance and its start: the scheduler's turn and a new process. */
const PICKUP_MS = 300

/** Takes jobs on `master`; returns their numbers. Each becomes due when the scheduler had its turn. */
export function submitJobs(
  rules: Rules,
  world: World,
  master: NodeName,
  submissions: Submission[],
): number[] {
  const config = daemonConfigOn(world, master)
  const notBefore = world.now + PICKUP_MS + replicationMs(world, master)
  return submissions.map((submission) => {
    const id = world.nextJobId
    world.nextJobId += 1
    world.jobs[id] = {
      id,
      on: master,
      ops: submission.ops.map(({ opcode, params }) => newOp(rules, config, opcode, params)),
      status: 'queued',
      priority: submission.priority ?? PRIORITY.normal,
      received: clockOf(world),
      started: null,
      ended: null,
      notBefore,
      after: submission.after ?? [],
      holds: [],
      dead: false,
      archived: false,
      ...(submission.from ? { from: submission.from } : {}),
    }
    world.openJobs.push(id)
    setAlarm(world, notBefore, { kind: 'wake' })
    return id
  })
}

function newOp(rules: Rules, config: ClusterConfig, name: string, params: object): JobOp {
  const opcode = own(rules.opcodes, name)
  if (!opcode) throw new Error(`there is no opcode called ${name}`)
  const subject = opcode.summary(params as Record<string, unknown>, config)
  const frame = newFrame(firstStep(opcode.steps), opcode.vars)
  return {
    opcode: name,
    params: clone(params) as Record<string, unknown>,
    summary: subject === null ? name : `${name}(${subject})`,
    status: 'queued',
    log: [],
    result: null,
    frame,
    started: null,
    ended: null,
  }
}
