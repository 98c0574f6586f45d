import { stringify } from 'yaml'
import { EXERCISE } from '../../labs/clusters.ts'
import { causeOf } from '../../labs/drill.ts'
import { keyOf } from '../../labs/judge/judge.ts'
import type { Condition, LabFile, LabStep } from '../../labs/lab.ts'
import { holds } from '../../labs/progress.ts'
import { own } from '../../lib/own.ts'
import { type InstanceConf, secondaryOf } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import type { Input } from '../../sim/input.ts'
import type { World } from '../../sim/world.ts'
import { isAsked } from '../idle.ts'
import { engineOf, type LoggedInput, openSession, play, type Session } from '../session.ts'
import { atPrompt, type Driver, runStep } from './lab-steps.ts'
import { playToGoal } from './solution.ts'

/**
 * A session as the draft of a lab's file: the actions are its solution, the state they reach is its goal. Its
 * texts are placeholders. Replays the session from its start.
 */
export function draftOf(session: Session): string {
  const start = openSession(engineOf(session), session.definition, session.lab, session.from)
  const steps: LabStep[] = []
  const end = play(start, (driver) => {
    session.inputs.forEach((logged, i) => {
      steps.push(...stepsOf(driver, logged, steps))
      driver.act(logged.input)
      rest(driver, logged.input, session.inputs[i + 1]?.at ?? session.now, steps)
    })
  })
  return written(session, steps, goalOf(start, end))
}

const nodeOf = (world: World, terminal: string): string =>
  short(own(world.terminals, terminal)?.node ?? terminal)

type Line = Extract<LabStep, { run: unknown }>

/** The steps for one input. An answer is added to the line that asked for it. */
function stepsOf(driver: Driver, { at, input }: LoggedInput, steps: LabStep[]): LabStep[] {
  const { world } = driver
  const wait = Math.round((at - driver.now) / 1000)
  const typing = input.kind === 'line' || input.kind === 'key'
  if (typing && !atPrompt(world, input.terminal)) {
    driver.pass(at)
    const on = nodeOf(world, input.terminal)
    const line = steps.findLast((step): step is Line => 'run' in step && step.on === on)
    if (line) line.answers = [...(line.answers ?? []), answerIn(input)]
    return []
  }
  const waited: LabStep[] = wait > 0 ? [{ wait }] : []
  driver.pass(at)
  const step = stepOf(world, input)
  return step ? [...waited, step] : waited
}

const answerIn = (input: Input): string =>
  input.kind === 'line'
    ? input.text
    : input.kind === 'key' && input.key === 'interrupt'
      ? '^C'
      : '^D'

function stepOf(world: World, input: Input): LabStep | null {
  switch (input.kind) {
    case 'line':
      return input.text.trim() === ''
        ? null
        : { on: nodeOf(world, input.terminal), run: input.text.trim() }
    case 'key':
      return null
    case 'power':
      return { power: short(input.node), to: input.to }
    case 'cable':
      return { fault: { cable: short(input.node), is: input.is } }
    case 'link':
      return { fault: { link: [short(input.nodes[0]), short(input.nodes[1])], is: input.is } }
    case 'daemon':
      return { fault: { daemon: input.daemon, on: short(input.node), is: input.is } }
    case 'guest':
      return { fault: { guest: input.instance, is: input.is } }
    case 'volume group':
      return { fault: { disk: short(input.node), is: input.is } }
    case 'hardware':
      return { set: { ...input.change } }
    case 'label':
      return { label: input.label, instance: input.instance }
    case 'diagnosis':
      return { diagnose: input.cause }
  }
}

/** Lets time pass until the prompt is back, or until the next input if that comes first. */
function rest(driver: Driver, input: Input, next: number, steps: LabStep[]): void {
  if (input.kind !== 'line') return
  const { terminal } = input
  const began = driver.now
  while (!atPrompt(driver.world, terminal) && !isAsked(own(driver.world.terminals, terminal))) {
    const due = driver.nextEvent()
    if (due === undefined || due > next) {
      const line = steps.at(-1)
      if (line && 'run' in line && due !== undefined)
        line.leaveAfter = Math.max(1, Math.round((next - began) / 1000))
      return
    }
    driver.pass(due)
  }
}

/** The facts that hold at the end but not at the start; null if there are none. */
function goalOf(start: Session, end: Session): Condition | null {
  const held = new Set(factsOf(start).map(keyOf))
  const news = factsOf(end).filter((fact) => !held.has(keyOf(fact)))
  return news.length === 0 ? null : { all: news }
}

function factsOf({ world, lab, progress, now }: Session): Condition[] {
  const config = newestConfig(world)
  const facts: Condition[] = [
    { inSync: 'all' },
    { configuration: 'same' },
    { watcher: 'paused' },
    { queue: 'drained' },
    ...Object.values(config?.networks ?? {}).map(({ name }) => ({ network: name, exists: true })),
  ]
  for (const node of Object.keys(world.machines)) {
    const name = short(node)
    facts.push({ node: name, power: 'on' }, { node: name, power: 'off' })
    facts.push({ node: name, member: true }, { node: name, inCluster: false }, { master: name })
    for (const flag of ['drained', 'offline'] as const)
      facts.push({ node: name, flag, is: true }, { node: name, flag, is: false })
  }
  for (const instance of Object.values(config?.instances ?? {})) {
    const secondary = secondaryOf(instance)
    facts.push({
      instance: instance.name,
      primary: short(instance.primary),
      ...(secondary === null ? {} : { secondary: short(secondary) }),
    })
    facts.push({ instance: instance.name, runs: true }, { instance: instance.name, runs: false })
    facts.push(...settingsOf(instance))
  }
  return facts.filter((fact) => holds(fact, lab, progress, world, now).met)
}

/** The steps of the lab's solution that were taken before a session that begins at a goal. */
function stepsAhead({ engine, definition, lab, from }: Session): LabStep[] {
  if (!lab || from === null) return []
  const opened = openSession(engineOf({ engine }), definition, lab)
  const start: Session & { steps: LabStep[] } = { ...opened, steps: [] }
  return playToGoal(start, lab, from, (before, [, step]) => ({
    ...play(before, (driver) => void runStep(driver, step)),
    steps: [...before.steps, step],
  })).steps
}

const settingsOf = ({ name: instance, template, disks, be, tags }: InstanceConf): Condition[] => [
  ...(template === 'drbd' || template === 'plain' ? [{ instance, template }] : []),
  ...disks.map(({ sizeMib: size }, disk) => ({ instance, size, ...(disk === 0 ? {} : { disk }) })),
  { instance, memory: be.maxmemMib },
  ...tags.map((tag) => ({ instance, tag, is: true })),
]

function written(session: Session, steps: LabStep[], reached: Condition | null): string {
  const { definition, lab } = session
  const last = steps.findLast((step): step is Line => 'run' in step)
  const typed = last?.run.split(' ').slice(0, 2).join(' ') ?? 'gnt-cluster verify'
  const { release, seed, ...cluster } = definition
  const usual: Record<string, unknown> = { ...EXERCISE }
  const different = Object.entries(cluster).filter(
    ([key, value]) => JSON.stringify(own(usual, key)) !== JSON.stringify(value),
  )
  const cause = lab && causeOf(lab, release, seed ?? 1)
  const before = [...(lab?.start.before ?? []), ...(cause?.before ?? []), ...stepsAhead(session)]
  const front: Partial<Omit<LabFile, 'start'>> & { start: object } = {
    id: 'draft',
    order: 1000,
    title: 'A title for this lab',
    summary: 'One line that says what it is about.',
    releases: [release],
    start: {
      ...(different.length > 0 ? { with: Object.fromEntries(different) } : {}),
      ...(before.length > 0 ? { before } : {}),
    },
    goals: [
      {
        id: 'end',
        text: 'What to reach',
        detail: 'Why, and what to look at.',
        needs: reached ?? { typed },
        hints: ['A first hint.', 'A second hint that says more.'],
        command: last?.run ?? typed,
      },
    ],
    solution: steps,
  }
  const yaml = stringify(front, { lineWidth: 0, aliasDuplicateObjects: false })
  return `---\n${yaml}---\n\nWhat has happened, and what the learner should do.\n`
}
