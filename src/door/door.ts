import { draw } from '../diagram/draw.ts'
import { asText } from '../diagram/picture.ts'
import { sceneOf } from '../diagram/scene-of.ts'
import { matchName } from '../gnt/names.ts'
import { EXERCISE } from '../labs/clusters.ts'
import type { Lab } from '../labs/lab.ts'
import { LABS, labOf } from '../labs/library.ts'
import { standing } from '../labs/progress.ts'
import { iso, parseIso } from '../lib/clock.ts'
import { defineCluster } from '../session/definition.ts'
import { speak } from '../session/language.ts'
import { restore } from '../session/restore.ts'
import { saveOf } from '../session/save.ts'
import {
  act,
  openSession,
  passTime,
  play,
  redo,
  type Session,
  seek,
  undo,
} from '../session/session.ts'
import { RULES } from '../shell/rules.ts'
import type { Emission, Input } from '../sim/input.ts'
import { BEHAVIOUR, type Daemon } from '../sim/releases.ts'
import type { Hardware, Terminal, World } from '../sim/world.ts'

/** A request to the door: one JSON object. */
type Request = Record<string, unknown>
type Reply = Record<string, unknown>

/** Simulated time after which a command is taken to wait for ever. */
const FOR_EVER_MS = 24 * 3600 * 1000

/** A sentence for whoever asked for what does not exist. */
class Refusal extends Error {}

/**
 * The headless door: the session that the browser runs, without a screen. Returns a function from one
 * line of JSON to one answer; a request that cannot be served is answered with `{"error": sentence}` and
 * changes nothing.
 */
export function openDoor(): (line: string) => Reply {
  speak(RULES)
  let session: Session | null = null
  return (line) => {
    try {
      const request = parse(line)
      const [next, reply] = serve(session ?? openSession(EXERCISE), request)
      session = next
      return reply
    } catch (error) {
      if (error instanceof Refusal) return { error: error.message }
      return { error: `The trainer failed: ${error instanceof Error ? error.message : error}` }
    }
  }
}

function parse(line: string): Request {
  let data: unknown
  try {
    data = JSON.parse(line)
  } catch {
    throw new Refusal('This line is not JSON.')
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new Refusal('A request is a JSON object.')
  return data as Request
}

const clock = (session: Session): Reply => ({ clock: iso(session.world.epochMs + session.now) })

function serve(session: Session, request: Request): [Session, Reply] {
  if ('open' in request) return [open(request.open), { ok: true }]
  if ('on' in request) return run(session, request)
  if ('wait' in request) {
    const seconds = numberIn(request.wait, 'wait')
    return ticking(passTime(session, session.now + Math.round(seconds * 1000)))
  }
  if ('power' in request) return power(session, request)
  if ('fault' in request)
    return ticking(act(session, fault(session, objectIn(request.fault, 'fault'))))
  if ('set' in request) return ticking(act(session, hardware(objectIn(request.set, 'set'))))
  if ('undo' in request) return ticking(undo(session))
  if ('redo' in request) return ticking(redo(session))
  if ('seek' in request) return ticking(seek(session, moment(session, request.seek)))
  if ('diagram' in request)
    return [session, { diagram: asText(draw(sceneOf(session.world, session.now, 'is'))) }]
  if ('world' in request) return [session, { world: session.world }]
  if ('labs' in request) return [session, { labs: LABS.map(described) }]
  if ('goals' in request) return [session, { goals: goalsOf(session) }]
  if ('save' in request) return [session, { save: saveOf(session) }]
  throw new Refusal(
    `The door knows no such request: ${Object.keys(request).join(', ') || 'nothing'}.`,
  )
}

const ticking = (session: Session): [Session, Reply] => [session, clock(session)]

function open(what: unknown): Session {
  const given = objectIn(what, 'open')
  if ('save' in given) {
    const restored = restore(given.save)
    if (!restored.ok) throw new Refusal(restored.error)
    return restored.session
  }
  if ('lab' in given) return openLab(given)
  const defined = defineCluster(given)
  if (!defined.ok) throw new Refusal(defined.error)
  return openSession(defined.definition)
}

function openLab({ lab: id, release }: Request): Session {
  const lab = labOf(String(id))
  if (!lab) {
    const known = LABS.map((l) => l.id).join(', ')
    throw new Refusal(`There is no lab called ${String(id)}; there are ${known}.`)
  }
  const chosen = release === undefined ? lab.releases[0] : release
  const defined = defineCluster({ ...lab.start, release: chosen })
  if (!defined.ok) throw new Refusal(defined.error)
  return openSession(defined.definition, lab.id)
}

const described = ({ id, title, goals }: Lab): Reply => ({
  id,
  title,
  goals: goals.map((goal) => ({ id: goal.id, text: goal.text })),
})

function goalsOf(session: Session): Reply[] {
  const lab = labOf(session.lab)
  if (!lab) throw new Refusal('No lab is open; {"open": {"lab": ID}} opens one.')
  return standing(lab, session.progress, session.world, session.now).map(({ id, done, why }) => ({
    id,
    done,
    why,
  }))
}

/** Full name of a node that was named short or full, in any case; null stands for the master. */
function nodeIn(session: Session, typed: unknown): string {
  const names = Object.keys(session.world.machines)
  if (typed === null) return masterOf(session)
  const found = typeof typed === 'string' ? matchName(typed, names) : undefined
  if (found === undefined)
    throw new Refusal(`There is no node called ${String(typed)}; there are ${names.join(', ')}.`)
  return found
}

const masterOf = ({ definition, world }: Session): string =>
  matchName(definition.master, Object.keys(world.machines)) ?? definition.master

function power(session: Session, request: Request): [Session, Reply] {
  const node = nodeIn(session, request.power)
  const to = oneOf(request.to, ['on', 'off'], 'to')
  const next = act(session, { kind: 'power', node, to })
  return ticking(to === 'on' ? settled(booted(next, node), node) : next)
}

/** How long whoever started a node waits for its init script, which may be waiting for votes. */
const INIT_PATIENCE_MS = 30_000

/** Time passes until the node's init script is through, or patience is. */
function settled(session: Session, node: string): Session {
  const until = session.now + INIT_PATIENCE_MS
  const busy = ({ world }: Session) => (world.terminals[`init@${node}`]?.stack.length ?? 0) > 0
  let at = session
  while (busy(at) && at.now < until) at = passTime(at, Math.min(at.now + 1000, until))
  return at
}

/** Time passes until the node has booted. */
function booted(session: Session, node: string): Session {
  const state = session.world.machines[node]?.power
  return state?.is === 'booting' ? passTime(session, state.until) : session
}

function fault(session: Session, given: Request): Input {
  if ('cable' in given)
    return {
      kind: 'cable',
      node: nodeIn(session, given.cable),
      is: oneOf(given.is, ['in', 'out'], 'is'),
    }
  if ('link' in given) {
    const ends = Array.isArray(given.link) ? given.link : []
    if (ends.length !== 2) throw new Refusal('A link has two ends: {"link": ["nodeA", "nodeB"]}.')
    const nodes: [string, string] = [nodeIn(session, ends[0]), nodeIn(session, ends[1])]
    return { kind: 'link', nodes, is: oneOf(given.is, ['cut', 'whole'], 'is') }
  }
  if ('daemon' in given) {
    const known: readonly Daemon[] = BEHAVIOUR[session.world.release].startOrder
    return {
      kind: 'daemon',
      node: nodeIn(session, given.on),
      daemon: oneOf(given.daemon, known, 'daemon'),
      is: oneOf(given.is, ['dead', 'running'], 'is'),
    }
  }
  if ('guest' in given) {
    const instance = guestIn(session, given.guest)
    return { kind: 'guest', instance, is: oneOf(given.is, ['crashed'], 'is') }
  }
  if ('disk' in given)
    return {
      kind: 'volume group',
      node: nodeIn(session, given.disk),
      is: oneOf(given.is, ['failed', 'full', 'whole'], 'is'),
    }
  throw new Refusal('A fault is one of cable, link, daemon, guest, disk.')
}

function guestIn(session: Session, typed: unknown): string {
  const label = session.world.labels[String(typed)]
  const names = Object.values(session.world.machines).flatMap((m) => Object.keys(m.guests))
  const found = label ?? matchName(String(typed), names)
  if (found === undefined || !names.includes(found))
    throw new Refusal(`No guest called ${String(typed)} is running.`)
  return found
}

function hardware(given: Request): Input {
  const change: Partial<Hardware> = {}
  for (const [key, value] of Object.entries(given)) {
    if (key === 'watcherCron') change.watcherCron = value === true
    else if (isSpeed(key)) change[key] = positive(value, key)
    else throw new Refusal(`The hardware has no constant called ${key}.`)
  }
  return { kind: 'hardware', change }
}

const SPEEDS = [
  'syncMibPerSecond',
  'copyMibPerSecond',
  'memoryMibPerSecond',
  'bootSeconds',
  'guestShutdownSeconds',
] as const
const isSpeed = (key: string): key is (typeof SPEEDS)[number] =>
  (SPEEDS as readonly string[]).includes(key)

/** Types a line in the node's login shell and lets time pass until the prompt is back. */
function run(before: Session, request: Request): [Session, Reply] {
  const node = nodeIn(before, request.on)
  if (typeof request.run !== 'string') throw new Refusal('"run" is the line to type, as a string.')
  if (before.world.machines[node]?.power.is === 'off')
    throw new Refusal(`${node} is off: there is nobody to type to.`)
  const start = booted(before, node)
  const answers = String(request.stdin ?? '').split('\n')
  if (answers.at(-1) === '') answers.pop()
  const limit = start.now + FOR_EVER_MS
  const typed = act(start, { kind: 'line', terminal: node, text: request.run })
  const hands = { interrupted: false }
  const ended = play(typed, typist(node, answers, hands), limit)
  const timedOut = !atPrompt(ended.world, node)
  const session = timedOut ? interrupted(ended, node) : ended
  const seen = session.shown
    .slice(start.shownLength, session.shownLength)
    .filter((e) => e.terminal === node)
  const reply = {
    ...outputOf(seen),
    exit: hands.interrupted ? BY_INTERRUPT : exitStatus(session.world.terminals[node]),
    seconds: (session.now - start.now) / 1000,
    ...clock(session),
  }
  return [session, timedOut ? { ...reply, timedOut: true } : reply]
}

/** The first echo is the typed line after the shell's prompt: not output. */
function outputOf(seen: Emission[]): { output: string; stdout: string; stderr: string } {
  const visible = seen.filter((e, i) => e.stream !== 'screen' && !(i === 0 && e.stream === 'echo'))
  const text = (keep: (e: Emission) => boolean) =>
    visible
      .filter(keep)
      .map((e) => e.text)
      .join('')
  return {
    output: text(() => true),
    stdout: text((e) => e.stream === 'stdout'),
    stderr: text((e) => e.stream === 'stderr'),
  }
}

/** Exit status of a line that Ctrl-C ended: the signal's number, negative, as a parent process sees it. */
const BY_INTERRUPT = -2

const KEYS: Record<string, 'end-of-file' | 'interrupt'> = { '^D': 'end-of-file', '^C': 'interrupt' }

/**
 * Answers questions from `answers`, where ^D and ^C are keys; then end of file twice, then Ctrl-C.
 * Notes in `hands` that it came to that.
 */
function typist(
  node: string,
  answers: string[],
  hands: { interrupted: boolean },
): (world: World) => Input | 'wait' | 'done' {
  let endings = 0
  const press = (key: 'end-of-file' | 'interrupt'): Input => {
    hands.interrupted = key === 'interrupt'
    return { kind: 'key', terminal: node, key }
  }
  return (world) => {
    if (atPrompt(world, node)) return 'done'
    if (!isAsked(world, node)) return 'wait'
    const text = answers.shift()
    const key = text === undefined ? undefined : KEYS[text]
    if (key !== undefined) return press(key)
    if (text !== undefined) return { kind: 'line', terminal: node, text }
    endings += 1
    return press(endings <= 2 ? 'end-of-file' : 'interrupt')
  }
}

/** Ctrl-C until the login shell is back. */
function interrupted(session: Session, node: string): Session {
  if (atPrompt(session.world, node)) return session
  return interrupted(act(session, { kind: 'key', terminal: node, key: 'interrupt' }), node)
}

const isAsked = (world: World, node: string): boolean =>
  world.terminals[node]?.stack.at(-1)?.frame.wait?.for === 'line'

/** Back at the login shell, or the node went away under it. */
const atPrompt = (world: World, node: string): boolean => {
  const stack = world.terminals[node]?.stack ?? []
  return stack.length === 0 || (stack.length === 1 && isAsked(world, node))
}

const exitStatus = (terminal: Terminal | undefined): number => {
  const status = terminal?.stack[0]?.frame.vars.status
  return typeof status === 'number' ? status : 255
}

function moment(session: Session, given: unknown): number {
  const at = parseIso(String(given))
  if (at === undefined)
    throw new Refusal('"seek" takes an ISO 8601 time, such as 2014-09-19T14:05:00Z.')
  if (at < session.world.epochMs) throw new Refusal('The session begins later than that.')
  return at - session.world.epochMs
}

function objectIn(value: unknown, what: string): Request {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(`"${what}" takes an object.`)
  return value as Request
}

function numberIn(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new Refusal(`"${what}" takes a number of seconds, not negative.`)
  return value
}

function positive(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
    throw new Refusal(`${what} is a number above 0.`)
  return value
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], what: string): T {
  const found = allowed.find((word) => word === value)
  if (found === undefined) throw new Refusal(`"${what}" is one of: ${allowed.join(', ')}.`)
  return found
}
