import { listed } from '../lib/listed.ts'
import { labelOf, shortName as short } from '../sim/cluster/called.ts'
import type { InstanceConf } from '../sim/cluster/config.ts'
import { newestConfig } from '../sim/cluster/newest.ts'
import { linkKey, type Resync, type World } from '../sim/world.ts'
import { runningOn } from './recording.ts'
import { liveJobs } from './rest.ts'

/** What somebody may ask about what happened; the guide answers from the state of the world. */
export interface Question {
  ask: 'slow' | 'risk' | 'down' | 'twice' | 'offline' | 'drained' | 'back'
  /** Name of the node or of the instance in question. */
  about: string
}

/** A question in words. */
export const QUESTIONS: Record<Question['ask'], string> = {
  slow: 'Why is it slow?',
  risk: 'What is at risk?',
  down: 'Why is it down?',
  twice: 'Why is that bad?',
  offline: 'What does offline change?',
  drained: 'What does drained change?',
  back: 'Is it as it was before?',
}

/** One line about the last thing that happened: what, then why or what follows. */
export interface Happened {
  /** Simulated milliseconds. */
  at: number
  what: string
  more: string
  question?: Question
}

type Line = [what: string, more?: string, question?: Question]

function powerLine(before: World, after: World): Line | undefined {
  for (const m of Object.values(after.machines)) {
    const old = before.machines[m.name]
    if (!old || old.power.is === m.power.is) continue
    const node = short(m.name)
    if (m.power.is === 'booting') return [`${node} is booting.`, 'It answers when it is up.']
    if (m.power.is === 'on')
      return [
        `${node} is up again.`,
        'Its disks may have missed writes.',
        { ask: 'back', about: m.name },
      ]
    const lost = Object.keys(old.guests).map((name) => labelOf(after, name))
    if (newestConfig(after)?.nodes[m.name]?.offline) return [`${node} is off.`, 'Ganeti knows.']
    return [
      `${node} is off.`,
      lost.length > 0
        ? `${listed(lost)} went down with it. Ganeti does not know yet.`
        : 'Ganeti does not know yet, so every command that asks it waits.',
      { ask: 'risk', about: m.name },
    ]
  }
  return undefined
}

function wireLine(before: World, after: World): Line | undefined {
  for (const m of Object.values(after.machines)) {
    const old = before.machines[m.name]
    if (!old || old.cable.is === m.cable.is) continue
    return m.cable.is === 'out'
      ? [
          `The cable of ${short(m.name)} is out.`,
          'It runs on, but nobody can reach it.',
          { ask: 'risk', about: m.name },
        ]
      : [`The cable of ${short(m.name)} is in again.`]
  }
  const nodes = Object.keys(after.machines)
  for (const a of nodes)
    for (const b of nodes) {
      const key = linkKey(a, b)
      if (key in before.cutLinks === key in after.cutLinks) continue
      const pair = `${short(a)} and ${short(b)}`
      return key in after.cutLinks
        ? [`${pair} cannot reach each other.`]
        : [`${pair} can reach each other again.`]
    }
  return undefined
}

/** The job that works on an instance right now. */
export const jobOn = (world: World, instance: string) =>
  liveJobs(world).find(
    (job) => job.status === 'running' && job.ops[0]?.summary.includes(`(${instance})`),
  )

function stoppedLine(after: World, { name: instance, adminState }: InstanceConf): Line {
  const name = labelOf(after, instance)
  if (adminState !== 'up') return [`${name} has stopped.`]
  const job = jobOn(after, instance)
  return [
    `${name} is down.`,
    job ? `Job ${job.id} has stopped it and starts it again.` : '',
    { ask: 'down', about: instance },
  ]
}

function guestLine(before: World, after: World): Line | undefined {
  for (const conf of Object.values(newestConfig(after)?.instances ?? {})) {
    const was = runningOn(before, conf.name)
    const is = runningOn(after, conf.name)
    if (was.join() === is.join()) continue
    const name = labelOf(after, conf.name)
    if (is.length > 1)
      return [
        `${name} now runs twice.`,
        'Each copy accepts writes the other never sees.',
        { ask: 'twice', about: conf.name },
      ]
    const [here] = is
    if (here === undefined) return stoppedLine(after, conf)
    if (was.length === 0) return [`${name} runs on ${short(here)}.`]
    return [`${name} runs on ${short(here)} now.`]
  }
  return undefined
}

function flagLine(before: World, after: World): Line | undefined {
  const old = newestConfig(before)
  const now = newestConfig(after)
  if (!old || !now) return undefined
  for (const node of Object.values(now.nodes)) {
    const was = old.nodes[node.name]
    const name = short(node.name)
    if (!was) return [`${name} is part of the cluster.`]
    if (node.offline && !was.offline)
      return [
        `${name} is marked offline.`,
        'Ganeti does not ask it any more.',
        { ask: 'offline', about: node.name },
      ]
    if (!node.offline && was.offline) return [`${name} is not offline any more.`]
    if (node.drained && !was.drained)
      return [
        `${name} is drained.`,
        'It takes no new instances; those it has stay.',
        { ask: 'drained', about: node.name },
      ]
    if (!node.drained && was.drained) return [`${name} takes instances again.`]
  }
  const gone = Object.keys(old.nodes).find((name) => !now.nodes[name])
  if (gone !== undefined) return [`${short(gone)} left the cluster.`]
  return old.cluster.masterNode === now.cluster.masterNode
    ? undefined
    : [`${short(now.cluster.masterNode)} is the master now.`]
}

const isWhole = (world: World, { target, totalMib }: Resync): boolean =>
  totalMib >= (world.machines[target.node]?.drbd[target.minor]?.sizeMib ?? Number.POSITIVE_INFINITY)

function diskLine(before: World, after: World): Line | undefined {
  const began = Object.values(after.resyncs).find((r) => !before.resyncs[r.port])
  if (began)
    return [
      `${short(began.target.node)} is copying ${isWhole(after, began) ? 'the whole disk' : 'what it missed'}.`,
      `Until it has everything, ${short(began.source.node)} holds the only complete copy.`,
      { ask: 'risk', about: began.source.node },
    ]
  const ended = Object.values(before.resyncs).find((r) => !after.resyncs[r.port])
  if (!ended) return undefined
  const on = (node: string) => after.machines[node]?.power.is === 'on'
  return on(ended.source.node) && on(ended.target.node)
    ? ['Both copies are complete again.']
    : ['The copying stopped half way.', '', { ask: 'risk', about: ended.source.node }]
}

function silenceLine(before: World, after: World, now: number): Line | undefined {
  const waits = (world: World) =>
    [
      ...liveJobs(world).flatMap((job) => job.ops.map((op) => ({ on: job.on, frame: op.frame }))),
      ...Object.values(world.terminals).flatMap((t) =>
        t.stack.map(({ node, frame }) => ({ on: node, frame })),
      ),
    ].flatMap(({ on, frame }) =>
      frame.wait?.for === 'calls' ? frame.wait.calls.map((call) => ({ on, call })) : [],
    )
  const known = new Set(waits(after).map(({ call }) => call.id))
  const given = waits(before).find(
    ({ on, call }) =>
      on !== call.to && !known.has(call.id) && call.until <= now && isSilent(after, call.to),
  )
  if (!given) return undefined
  const node = short(given.call.to)
  return [
    `${short(given.on)} called ${node} and got no answer.`,
    newestConfig(after)?.nodes[given.call.to]?.offline
      ? ''
      : 'Ganeti cannot know why, so every command waits.',
    { ask: 'slow', about: given.call.to },
  ]
}

const isSilent = (world: World, node: string): boolean => {
  const machine = world.machines[node]
  return machine !== undefined && (machine.power.is !== 'on' || machine.cable.is === 'out')
}

function jobLine(before: World, after: World): Line | undefined {
  for (const job of Object.values(after.jobs)) {
    const old = before.jobs[job.id]
    const what = job.ops[0]?.summary ?? ''
    if (job.dead && old && !old.dead)
      return [`Job ${job.id} died with its master.`, 'What it had begun stays half done.']
    if (old?.status === job.status || job.archived) continue
    if (job.status === 'error') return [`Job ${job.id} failed.`, what]
    if (job.status === 'success' && what !== '') return [`Job ${job.id} is done.`, what]
    if (job.status === 'running') return [`Job ${job.id} is at work.`, what]
  }
  return undefined
}

/** The line for the way from one World to the next; undefined when nothing worth a line happened. */
export function whatHappened(before: World, after: World, at: number): Happened | undefined {
  if (before === after) return undefined
  const line =
    powerLine(before, after) ??
    wireLine(before, after) ??
    flagLine(before, after) ??
    guestLine(before, after) ??
    diskLine(before, after) ??
    silenceLine(before, after, at) ??
    jobLine(before, after)
  if (!line) return undefined
  const [what, more = '', question] = line
  return { at, what, more, ...(question ? { question } : {}) }
}

/** Short names for the time strip of what an input did: "B off". */
export function marksOf(before: World, after: World, at: number): { at: number; text: string }[] {
  const name = (node: string, label: string) => label.replace(/^node /, '') || short(node)
  return Object.values(after.machines).flatMap((m) => {
    const old = before.machines[m.name]
    if (!old) return []
    const who = name(m.name, m.label)
    const words: string[] = []
    if (old.power.is !== m.power.is && m.power.is !== 'booting')
      words.push(m.power.is === 'on' ? `${who} back` : `${who} off`)
    if (old.cable.is !== m.cable.is)
      words.push(m.cable.is === 'out' ? `${who} unplugged` : `${who} plugged in`)
    return words.map((text) => ({ at, text }))
  })
}
