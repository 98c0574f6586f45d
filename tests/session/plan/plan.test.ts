import { describe, expect, test } from 'vitest'
import { ENGINE } from '../../../src/session/engine.ts'
import { progressOf } from '../../../src/session/plan/job-progress.ts'
import { expectedCourses, type Plan, planLine, yesTo } from '../../../src/session/plan/plan.ts'
import { hasPlan } from '../../../src/session/plan/plannable.ts'
import { changesBetween } from '../../../src/session/plan/world-diff.ts'
import { RULES } from '../../../src/shell/rules.ts'
import type { Job } from '../../../src/sim/jobs/job.ts'
import type { World } from '../../../src/sim/world.ts'
import { type Sitting, sitting } from '../../support/driver.ts'
import { A, B } from '../../support/nodes.ts'

const planned = (at: Sitting, line: string, node = A): Plan => {
  const plan = planLine(ENGINE, at.world(), at.now(), node, line)
  if (!plan) throw new Error(`there is no plan of ${line}`)
  return plan
}

const stepsOf = (plan: Plan) => plan.jobs.flatMap((job) => job.ops.flatMap((op) => op.steps))

describe('a line has a plan', () => {
  test('when it is a gnt-* command, here or over ssh', () => {
    expect(hasPlan('gnt-instance list')).toBe(true)
    expect(hasPlan('# gnt-node list')).toBe(true)
    expect(hasPlan('ssh nodeB gnt-cluster getmaster')).toBe(true)
    expect(hasPlan('ls /etc')).toBe(false)
    expect(hasPlan('halt -p')).toBe(false)
    expect(hasPlan('')).toBe(false)
  })

  test('only at the prompt of a shell', () => {
    const at = sitting()
    at.enter('gnt-instance failover debianX')
    at.wait(1)
    expect(planLine(ENGINE, at.world(), at.now(), A, 'gnt-instance list')).toBeNull()
  })

  test('and making one changes nothing in the World', () => {
    const at = sitting()
    const before = JSON.stringify(at.world())
    planned(at, 'gnt-instance failover debianX')
    expect(JSON.stringify(at.world())).toBe(before)
  })
})

describe('the plan of a change', () => {
  test('has its steps in order, with the nodes that each one calls', () => {
    const steps = stepsOf(planned(sitting(), 'gnt-instance failover debianX'))
    expect(steps.map((s) => s.name)).toEqual([
      'ask the target for free memory',
      'ask the target for bridges',
      'hooks before the change',
      'look for the copy on the target',
      'shut down on the source',
      'deactivate disks',
      'activate disks',
      'start on the target',
      'hooks after the change',
    ])
    const stop = steps.find((s) => s.name === 'shut down on the source')
    expect(stop?.calls).toEqual([
      { call: 'instance_shutdown', node: 'nodeA', outcome: 'answered', error: null },
    ])
    expect(stop?.says).toEqual(['* shutting down instance on source node'])
    expect(stop?.ms).toBe(6200)
    expect(steps.filter((s) => s.checks).map((s) => s.name)).toEqual([
      'ask the target for free memory',
      'ask the target for bridges',
      'hooks before the change',
    ])
  })

  test('is what then really happens: its end, its steps and what it changes', () => {
    const at = sitting()
    const plan = planned(at, 'gnt-instance failover -f debianX')
    const before = at.world()
    const start = at.now()
    at.enter('gnt-instance failover -f debianX')
    at.until((world) => world.jobs[1]?.ended != null)
    expect(at.now() - start).toBe(plan.ms)
    expect(changesBetween(before, at.world())).toEqual(plan.changes)
  })

  test('names the locks and the questions, answered with yes', () => {
    const plan = planned(sitting(), 'gnt-instance failover debianX')
    expect(plan.questions).toEqual([
      'Failover will happen to image debianX. This requires a shutdown of\nthe instance. Continue?\ny/[n]/?:',
    ])
    expect(plan.jobs[0]?.locks).toEqual([
      'instance debianX (exclusive)',
      'nodes nodeA, nodeB (exclusive)',
    ])
    expect(plan.exit).toBe(0)
  })

  test('says what would change, and where', () => {
    const { changes } = planned(sitting(), 'gnt-instance failover -f debianX')
    expect(changes).toContainEqual({
      where: 'Cluster configuration',
      what: 'debianX: primary node nodeB (was nodeA).',
    })
    expect(changes).toContainEqual({ where: 'nodeB', what: 'debianX runs here.' })
  })

  test('counts the rounds of a loop as one step, and says what it waits for', () => {
    const plan = planned(sitting(), 'gnt-instance replace-disks -n nodeC debianX')
    const waiting = stepsOf(plan).find((s) => s.waits.length > 0)
    expect(waiting?.name).toBe('wait for sync')
    expect(waiting?.times).toBeGreaterThan(1)
    expect(waiting?.waits).toEqual(['the sync of disk/0 of debianX'])
    expect(new Set(stepsOf(plan).map((s) => s.name)).size).toBe(stepsOf(plan).length)
  })

  test('counts the pauses between two questions, and a refusal, with the question', () => {
    const waiting = stepsOf(planned(sitting(), 'gnt-instance migrate -f debianY')).find(
      (s) => s.name === 'wait for the transfer',
    )
    expect(waiting?.ms).toBeGreaterThan(1000 * (waiting?.calls.length ?? 0))
    expect(waiting?.waits).toEqual(['the memory of debianY on its way to nodeC'])
    const at = sitting()
    at.act({ kind: 'power', node: 'nodeC.virt.nsrc.org', to: 'off' })
    at.wait(5)
    const last = stepsOf(planned(at, 'gnt-instance migrate -f debianY')).at(-1)
    expect(last?.name).toBe('ask the target for free memory')
    expect(last?.refusal).toMatch(/^Can't get data from node /)
  })

  test('leaves out what happens anyway', () => {
    const at = sitting()
    at.type('gnt-instance replace-disks -n nodeC --submit debianX')
    at.wait(20)
    expect(Object.keys(at.world().resyncs)).toHaveLength(1)
    const plan = planned(at, 'gnt-debug delay 600')
    expect(plan.ms).toBeGreaterThan(600_000)
    expect(plan.changes).toEqual([])
  })

  test('goes on until jobs are over that no one follows', () => {
    const plan = planned(sitting(), 'gnt-instance migrate -f --submit debianY')
    expect(plan.jobs.map((job) => job.status)).toEqual(['success'])
    expect(plan.changes).toContainEqual({ where: 'nodeC', what: 'debianY runs here.' })
  })
})

describe('the plan of a command that is refused', () => {
  test('ends at the step that refuses, with the words of the refusal', () => {
    const plan = planned(sitting(), 'gnt-instance failover -f debianZ')
    expect(plan.exit).toBe(1)
    expect(plan.refusal).toBe(
      "Failure: prerequisites not met for this operation:\nerror type: wrong_state, error details:\nInstance's disk layout 'plain' does not allow failovers\n",
    )
    expect(stepsOf(plan).at(-1)?.refusal).toBe(
      "Instance's disk layout 'plain' does not allow failovers",
    )
    expect(plan.changes).toEqual([])
  })

  test('knows a refusal of the client itself, without a job', () => {
    const plan = planned(sitting(), 'gnt-instance list', B)
    expect(plan.jobs).toEqual([])
    expect(plan.refusal).toContain('This is not the master node')
  })

  test('tells a node that does not answer from one that is not asked', () => {
    const at = sitting()
    at.power(B, 'off')
    at.wait(1)
    const silent = planned(at, 'gnt-node list')
    expect(silent.asks.map(({ node, outcome }) => `${node} ${outcome}`)).toEqual([
      'nodeA answered',
      'nodeB timed out',
      'nodeC answered',
    ])
    at.enter('gnt-node modify --offline=yes nodeB')
    at.wait(60)
    expect(planned(at, 'gnt-node list').asks.find(({ node }) => node === 'nodeB')?.outcome).toBe(
      'not asked',
    )
  })
})

describe('the plan of a dry run', () => {
  test('has the checks only, and changes nothing', () => {
    const plan = planned(sitting(), 'gnt-instance failover --dry-run -f debianX')
    expect(stepsOf(plan).every((step) => step.checks)).toBe(true)
    expect(stepsOf(plan).length).toBeGreaterThan(0)
    expect(plan.changes).toEqual([])
    expect(plan.prints).toMatch(
      / - INFO: dry-run mode requested, not actually executing the operation\n$/,
    )
  })
})

describe('the plan of a query', () => {
  test('asks nodes and changes nothing', () => {
    const plan = planned(sitting(), 'gnt-instance list')
    expect(plan.asks).toEqual([
      { call: 'all_instances_info', node: 'nodeA', outcome: 'answered', error: null },
      { call: 'all_instances_info', node: 'nodeB', outcome: 'answered', error: null },
    ])
    expect(plan.jobs).toEqual([])
    expect(plan.changes).toEqual([])
  })

  test('stops where someone has to type more than a yes', () => {
    expect(planned(sitting(), 'gnt-instance console debianX').ended).toBe('reads the keyboard')
  })
})

test('each kind of question gets the yes it wants', () => {
  expect(yesTo('y/[n]/?: ')).toBe('y')
  expect(yesTo('Are you sure you want to continue connecting (yes/no)? ')).toBe('yes')
  expect(yesTo("This is dangerous, please confirm by typing uppercase 'yes': ")).toBe('YES')
  expect(yesTo('Password: ')).toBeNull()
})

describe('a job that runs', () => {
  const running = () => {
    const at = sitting()
    at.enter('gnt-instance failover -f debianX')
    at.until((world) => world.jobs[1]?.status === 'running')
    return at
  }
  const jobIn = (world: World, id = 1): Job => {
    const job = world.jobs[id]
    if (!job) throw new Error(`there is no job ${id}`)
    return job
  }
  const shown = (at: Sitting) => {
    const courses = expectedCourses(ENGINE, at.world(), at.now())
    return progressOf(jobIn(at.world()), RULES, at.world(), at.now(), courses.get(1))
  }
  /** What is shown of a job without its course. */
  const uncharted = (at: Sitting, id = 1) =>
    progressOf(jobIn(at.world(), id), RULES, at.world(), at.now())

  test('is at a step of those that it will take, and ends when it ends', () => {
    const at = running()
    at.until((world) => world.jobs[1]?.ops[0]?.frame.trail?.last === 'shut down on the source')
    const { step, phase, endsAt } = shown(at)
    expect(step).toEqual({ name: 'shut down on the source', index: 5, of: 9 })
    expect(phase).toBe('changes')
    at.until((world) => world.openJobs.length === 0)
    expect(at.now()).toBe(endsAt)
  })

  test('without its course, is at one of the steps that its opcode declares', () => {
    const at = running()
    at.wait(0.2)
    const { step } = uncharted(at)
    const declared = Object.keys(RULES.opcodes.INSTANCE_FAILOVER?.steps ?? {})
    const shown = declared.filter((name) => !name.startsWith('('))
    const name = 'ask the target for bridges'
    expect(step).toEqual({ name, index: shown.indexOf(name) + 1, of: shown.length })
  })

  test('says which node is being called, and when the caller gives up', () => {
    const at = running()
    expect(shown(at).calls).toEqual([
      { call: 'node_info', node: 'nodeB', since: 330, givesUp: null },
    ])
    at.power(B, 'off')
    at.wait(1)
    const [call] = shown(at).calls
    expect(call?.node).toBe('nodeB')
    expect(call?.givesUp).toBeGreaterThan(at.now())
  })

  test('says which locks it holds', () => {
    const at = running()
    expect(shown(at).locks).toEqual([
      'instance debianX (exclusive)',
      'nodes nodeA, nodeB (exclusive)',
    ])
  })

  test('that waits for a lock says which one, and who has it', () => {
    const at = sitting()
    at.type('gnt-instance failover -f --submit debianX')
    at.type('gnt-instance shutdown --submit debianX')
    at.until((world) => world.jobs[2]?.status === 'waiting')
    expect(uncharted(at, 2).waits).toEqual([
      'the lock on instance debianX (exclusive), held by job 1',
    ])
  })

  test('that copies a disk says how far that is', () => {
    const at = sitting()
    at.enter('gnt-instance replace-disks -n nodeC debianX')
    at.until((world) => Object.keys(world.resyncs).length > 0)
    at.wait(40)
    const { waits } = uncharted(at)
    expect(waits.join()).toMatch(/^the sync of disk\/0 of debianX: [1-9]\d?%$/)
  })
})
