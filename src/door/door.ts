import * as v from 'valibot'
import { draw } from '../diagram/draw/draw.ts'
import { asText } from '../diagram/draw/picture.ts'
import { sceneOf } from '../diagram/scene/scene-of.ts'
import { matchName } from '../gnt/names.ts'
import { EXERCISE } from '../labs/clusters.ts'
import { defineCluster } from '../labs/definition.ts'
import { worded } from '../labs/format/forms.ts'
import { problemLine } from '../labs/format/problem.ts'
import { readForeignLab } from '../labs/format/read.ts'
import { step } from '../labs/format/schema.ts'
import type { Lab } from '../labs/lab.ts'
import { standing } from '../labs/progress.ts'
import { iso, parseIso } from '../lib/clock.ts'
import { own } from '../lib/own.ts'
import { visibleData } from '../lib/text/visible.ts'
import { ENGINE, type Engine } from '../session/engine.ts'
import { shownSince } from '../session/history/terminal-output.ts'
import {
  atPrompt,
  type Driver,
  noConstant,
  nodeNamed,
  noNode,
  runStep,
  typeAnswers,
  waitForBoot,
} from '../session/labs/lab-steps.ts'
import { packedSaveOf } from '../session/save/pack.ts'
import { type LabOfSave, restore } from '../session/save/restore.ts'
import { labIn, unknownLab, unreadableLab } from '../session/save/save.ts'
import { implausible } from '../session/save/shape/plain.ts'
import {
  act,
  engineOf,
  openSession,
  passTime,
  play,
  redo,
  type Session,
  seek,
  undo,
} from '../session/session.ts'
import type { Emission } from '../sim/input.ts'
import type { Terminal } from '../sim/world.ts'
import { allLabs } from './catalogue.ts'
import { planOf } from './plan.ts'

/** A request to the door: one JSON object. */
type Request = Record<string, unknown>
type Reply = Record<string, unknown>

/** Simulated time after which a command counts as endless. */
const FOR_EVER_MS = 24 * 3600 * 1000

/** A request that cannot be served. The message is the sentence of the answer. */
class Refusal extends Error {}

/**
 * The headless door: the same session as in the browser, without a screen. Returns a function that answers one
 * line of JSON, and keeps the session from line to line.
 */
export function openDoor(engine: Engine = ENGINE): (line: string) => Reply {
  let session = openSession(engine, EXERCISE)
  return (line) => {
    const [next, reply] = answer(session, line)
    session = next
    return reply
  }
}

/**
 * The session after a request in one line of JSON, and the answer to it. A request that cannot be served changes
 * nothing; its answer is `{"error": sentence}`.
 */
export function answer(session: Session, line: string): [Session, Reply] {
  try {
    return serve(session, parse(line))
  } catch (error) {
    if (error instanceof Refusal) return [session, { error: error.message }]
    const what = error instanceof Error ? error.message : error
    return [session, { error: `The trainer failed: ${what}` }]
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
  // What goes too deep is refused by whoever reads it.
  return (implausible(data) === undefined ? visibleData(data) : data) as Request
}

const clock = (session: Session): Reply => ({ clock: iso(session.world.epochMs + session.now) })

function serve(session: Session, request: Request): [Session, Reply] {
  if ('open' in request) return [open(engineOf(session), request.open), { ok: true }]
  if ('on' in request) return run(session, request)
  if ('wait' in request) {
    const seconds = numberIn(request.wait, 'wait')
    return ticking(passTime(session, session.now + Math.round(seconds * 1000)))
  }
  if ('power' in request) return power(session, request)
  if ('fault' in request || 'set' in request || 'label' in request || 'diagnose' in request)
    return ticking(runLabStep(session, request))
  if ('undo' in request) return ticking(undo(session))
  if ('redo' in request) return ticking(redo(session))
  if ('seek' in request) return ticking(seek(session, moment(session, request.seek)))
  if ('diagram' in request)
    return [session, { diagram: asText(draw(sceneOf(session.world, session.now, 'is'))) }]
  if ('world' in request) return [session, { world: session.world }]
  if ('plan' in request) return [session, { plan: plan(session, objectIn(request.plan, 'plan')) }]
  if ('labs' in request) return [session, { labs: allLabs().map(described) }]
  if ('goals' in request) return [session, { goals: goalsOf(session) }]
  if ('save' in request) return [session, { save: packedSaveOf(session) }]
  throw new Refusal(`Unknown request: ${Object.keys(request).join(', ') || 'nothing'}.`)
}

const ticking = (session: Session): [Session, Reply] => [session, clock(session)]

function open(engine: Engine, what: unknown): Session {
  const given = objectIn(what, 'open')
  if ('save' in given) {
    const restored = restore({ engine, renderCheck: null }, given.save, labOfSave(given.save))
    if (!restored.ok) throw new Refusal(restored.error)
    return restored.session
  }
  if ('lab' in given) return openLab(engine, given)
  const defined = defineCluster(given)
  if (!defined.ok) throw new Refusal(defined.error)
  return openSession(engine, defined.definition)
}

function openLab(engine: Engine, { lab: id, release, seed, goal }: Request): Session {
  const lab = allLabs().find((l) => l.id === id)
  if (!lab) {
    const known = allLabs().map((l) => l.id)
    throw new Refusal(`There is no lab called ${String(id)}. The labs are ${known.join(', ')}.`)
  }
  const chosen = release === undefined ? lab.releases[0] : release
  if (!lab.releases.some((known) => known === chosen))
    throw new Refusal(`This lab is for the releases ${lab.releases.join(', ')}.`)
  const given = seed === undefined ? {} : { seed: numberIn(seed, 'seed') }
  const defined = defineCluster({ ...lab.start.cluster, ...given, release: chosen })
  if (!defined.ok) throw new Refusal(defined.error)
  if (goal === undefined) return openSession(engine, defined.definition, lab)
  if (!lab.goals.some((known) => known.id === goal))
    throw new Refusal(`The goals of this lab are ${lab.goals.map((known) => known.id).join(', ')}.`)
  return openSession(engine, defined.definition, lab, String(goal))
}

/** The lab that a save names or contains. */
function labOfSave(save: unknown): LabOfSave {
  const named = labIn(save)
  if (named === null) return { ok: true, lab: null }
  if (typeof named === 'string') {
    const lab = allLabs().find(({ id }) => id === named)
    return lab ? { ok: true, lab } : { ok: false, error: unknownLab(named) }
  }
  const read = readForeignLab(named.source)
  if (read.ok) return read
  const [first] = read.problems
  return { ok: false, error: unreadableLab(first ? problemLine('its lab', first) : '') }
}

const described = ({ id, title, goals }: Lab): Reply => ({
  id,
  title,
  goals: goals.map((goal) => ({ id: goal.id, text: goal.text })),
})

function goalsOf(session: Session): Reply[] {
  const { lab } = session
  if (!lab) throw new Refusal('No lab is open; {"open": {"lab": ID}} opens one.')
  return standing(lab, session.progress, session.world, session.now).map(({ id, done, why }) => ({
    id,
    done,
    why,
  }))
}

/** The full name of a node that is given by its short or full name, in any case; null stands for the master. */
function nodeIn(session: Session, typed: unknown): string {
  if (typed === null) return masterOf(session)
  const found = nodeNamed(session.world, typed)
  if (found === undefined) throw new Refusal(noNode(session.world, typed))
  return found
}

const masterOf = ({ definition, world }: Session): string =>
  matchName(definition.master, Object.keys(world.machines)) ?? definition.master

/** Takes a step of a lab: power, fault, set, label or diagnose. */
function runLabStep(session: Session, request: Request): Session {
  const checked = v.safeParse(step, request)
  if (!checked.success) throw new Refusal(complaint(checked.issues[0]))
  // valibot drops keys such as "constructor" silently.
  const { set } = checked.output as { set?: object }
  const stranger = Object.keys((set && request.set) ?? {}).find(
    (key) => set && !Object.hasOwn(set, key),
  )
  if (stranger !== undefined) throw new Refusal(noConstant(stranger))
  return play(session, (driver) => {
    const problem = runStep(driver, checked.output)
    if (problem !== null) throw new Refusal(problem)
  })
}

const complaint = (issue: v.BaseIssue<unknown>): string => {
  const where = (issue.path ?? []).map((part) => String(part.key)).join('.')
  return where === '' ? `The request ${worded(issue)}.` : `"${where}" ${worded(issue)}.`
}

function power(session: Session, request: Request): [Session, Reply] {
  const next = runLabStep(session, request)
  const node = nodeNamed(session.world, request.power)
  if (request.to !== 'on' || node === undefined) return ticking(next)
  return ticking(
    play(next, (driver) => {
      waitForBoot(driver, node)
      waitForInit(driver, node)
    }),
  )
}

/** Simulated milliseconds to wait for the init script of a node, which may itself wait for votes. */
const INIT_PATIENCE_MS = 30_000

/** Lets time pass until the node's init script has ended, or INIT_PATIENCE_MS are over. */
function waitForInit(driver: Driver, node: string): void {
  const until = driver.now + INIT_PATIENCE_MS
  while ((own(driver.world.terminals, `init@${node}`)?.stack.length ?? 0) > 0 && driver.now < until)
    driver.pass(Math.min(driver.now + 1000, until))
}

/** Types a line in the node's login shell and lets time pass until the prompt is back. */
function run(before: Session, request: Request): [Session, Reply] {
  const node = nodeIn(before, request.on)
  if (typeof request.run !== 'string') throw new Refusal('"run" is the line to type, as a string.')
  if (own(before.world.machines, node)?.power.is === 'off')
    throw new Refusal(`${node} is off, so you cannot type there.`)
  const text = request.run
  const answers = String(request.stdin ?? '').split('\n')
  if (answers.at(-1) === '') answers.pop()
  const start = play(before, (driver) => waitForBoot(driver, node))
  let typed = { atPrompt: false, interrupted: false }
  const ended = play(start, (driver) => {
    driver.act({ kind: 'line', terminal: node, text })
    typed = typeAnswers(driver, node, answers, driver.now + FOR_EVER_MS)
  })
  const session = typed.atPrompt ? ended : interrupted(ended, node)
  const seen = shownSince(session, start.shownLength).filter((e) => e.terminal === node)
  const reply = {
    ...outputOf(seen),
    exit: typed.interrupted ? BY_INTERRUPT : exitStatus(own(session.world.terminals, node)),
    seconds: (session.now - start.now) / 1000,
    ...clock(session),
  }
  return [session, typed.atPrompt ? reply : { ...reply, timedOut: true }]
}

/** What `run` would do, without doing it. */
function plan(session: Session, { on, run: line }: Request): Reply {
  const node = nodeIn(session, on)
  if (typeof line !== 'string') throw new Refusal('"run" is the line to plan, as a string.')
  const planned = planOf(engineOf(session), session.world, session.now, node, line)
  if (planned) return planned
  throw new Refusal('Only gnt-* commands have a plan, and only where a shell waits for one.')
}

/** The output without the first echo, which is the typed line. */
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

/** The exit status of a line that Ctrl-C ended: the negative signal number, as a parent process sees it. */
const BY_INTERRUPT = -2

/** Presses Ctrl-C until the login shell is back. */
function interrupted(session: Session, node: string): Session {
  if (atPrompt(session.world, node)) return session
  return interrupted(act(session, { kind: 'key', terminal: node, key: 'interrupt' }), node)
}

const exitStatus = (terminal: Terminal | undefined): number => {
  return terminal?.stack[0]?.frame.shows?.status ?? 255
}

function moment(session: Session, given: unknown): number {
  const at = parseIso(String(given))
  if (at === undefined)
    throw new Refusal('"seek" takes an ISO 8601 time, such as 2014-09-19T14:05:00Z.')
  if (at < session.world.epochMs) throw new Refusal('The session starts later than that.')
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
