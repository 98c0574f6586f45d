import { matchName } from '../../gnt/names.ts'
import type { Verdict } from '../../labs/judge/verdict.ts'
import { type Condition, isFor, type LabStep } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import type { Input } from '../../sim/input.ts'
import { BEHAVIOUR, type Daemon } from '../../sim/releases.ts'
import type { Hardware, World } from '../../sim/world.ts'
import { isAsked } from '../idle.ts'

/** Plays a session without a page: inputs and time change one World in place. */
export interface Driver {
  readonly world: World
  /** Simulated milliseconds. */
  readonly now: number
  act: (input: Input) => void
  /** Lets time pass, from event to event. */
  pass: (until: number) => void
  /** Simulated time of the next event; undefined if none is due. */
  nextEvent: () => number | undefined
  holds: (condition: Condition) => Verdict
}

/** Simulated time after which a command counts as endless. */
const FOR_EVER_MS = 24 * 3600 * 1000
const UNTIL_SECONDS = 3600

/** Runs a step of a lab. Returns why it could not be run, as a sentence, or null. */
export function runStep(driver: Driver, step: LabStep): string | null {
  if (!isFor(step, driver.world.release)) return null
  if ('wait' in step) {
    driver.pass(driver.now + Math.round(step.wait * 1000))
    return null
  }
  if ('until' in step) return waitUntil(driver, step.until, step.limit ?? UNTIL_SECONDS)
  if ('run' in step) return runLine(driver, step)
  const input = inputOf(driver.world, step)
  if (typeof input === 'string') return input
  driver.act(input)
  return null
}

function waitUntil(driver: Driver, condition: Condition, seconds: number): string | null {
  const limit = driver.now + seconds * 1000
  for (let { met, why } = driver.holds(condition); !met; { met, why } = driver.holds(condition)) {
    if (driver.now >= limit) return t`${why} Waited ${seconds} s.`
    driver.pass(Math.min(limit, driver.nextEvent() ?? limit))
  }
  return null
}

function runLine(driver: Driver, step: Extract<LabStep, { run: unknown }>): string | null {
  const node = nodeNamed(driver.world, step.on)
  if (node === undefined) return noNode(driver.world, step.on)
  waitForBoot(driver, node)
  if (own(driver.world.machines, node)?.power.is === 'off')
    return t`${node} is off, so you cannot type there.`
  driver.act({ kind: 'line', terminal: node, text: step.run })
  const limit = step.leaveAfter === undefined ? FOR_EVER_MS : step.leaveAfter * 1000
  const typed = typeAnswers(driver, node, step.answers ?? [], driver.now + limit)
  return typed.atPrompt || step.leaveAfter !== undefined
    ? null
    : t`${step.run} on ${step.on} does not return to the prompt.`
}

/** Lets time pass until a booting node is up. */
export function waitForBoot(driver: Driver, node: string): void {
  const state = own(driver.world.machines, node)?.power
  if (state?.is === 'booting') driver.pass(state.until)
}

const KEYS: Record<string, 'end-of-file' | 'interrupt'> = { '^D': 'end-of-file', '^C': 'interrupt' }

/**
 * Answers the questions of the program on a node until its shell is back or it is `limit`: first with `given`, where
 * ^D and ^C are keys, then with end of file twice, then with Ctrl-C.
 */
export function typeAnswers(
  driver: Driver,
  node: string,
  given: readonly string[],
  limit: number,
): { atPrompt: boolean; interrupted: boolean } {
  const answers = [...given]
  let endings = 0
  let interrupted = false
  const press = (key: 'end-of-file' | 'interrupt') => {
    interrupted = key === 'interrupt'
    driver.act({ kind: 'key', terminal: node, key })
  }
  while (!atPrompt(driver.world, node)) {
    if (isAsked(own(driver.world.terminals, node))) {
      const text = answers.shift()
      const key = text === undefined ? undefined : own(KEYS, text)
      if (key !== undefined) press(key)
      else if (text !== undefined) driver.act({ kind: 'line', terminal: node, text })
      else {
        endings += 1
        press(endings <= 2 ? 'end-of-file' : 'interrupt')
      }
    } else if (driver.now >= limit) return { atPrompt: false, interrupted }
    else driver.pass(Math.min(limit, driver.nextEvent() ?? limit))
  }
  return { atPrompt: true, interrupted }
}

/** Whether the login shell waits for a line, or the node has gone down. */
export const atPrompt = (world: World, node: string): boolean => {
  const terminal = own(world.terminals, node)
  const depth = terminal?.stack.length ?? 0
  return depth === 0 || (depth === 1 && isAsked(terminal))
}

/** The full name of a node that is given by its short or full name, in any case; undefined if there is none. */
export const nodeNamed = (world: World, typed: unknown): string | undefined =>
  typeof typed === 'string' ? matchName(typed, Object.keys(world.machines)) : undefined

/** The sentence about a node that does not exist. */
export const noNode = (world: World, typed: unknown): string =>
  t`There is no node called ${String(typed)}. The nodes are ${Object.keys(world.machines).join(', ')}.`

type InputStep = Exclude<LabStep, { run: unknown } | { wait: unknown } | { until: unknown }>

/** The input that a step stands for in this World, or a sentence that says why there is none. */
function inputOf(world: World, step: InputStep): Input | string {
  if ('power' in step)
    return onNode(world, step.power, (node) => ({ kind: 'power', node, to: step.to }))
  if ('fault' in step) return faultOf(world, step.fault)
  if ('set' in step) return hardwareOf(step.set)
  if ('diagnose' in step) return { kind: 'diagnosis', cause: step.diagnose }
  const names = Object.values(world.machines).flatMap((m) =>
    Object.keys(m.files.config?.instances ?? {}),
  )
  const instance = matchName(step.instance, [...new Set(names)])
  return instance === undefined
    ? t`There is no instance called ${step.instance}.`
    : { kind: 'label', label: step.label, instance }
}

const onNode = (world: World, typed: string, input: (node: string) => Input): Input | string => {
  const node = nodeNamed(world, typed)
  return node === undefined ? noNode(world, typed) : input(node)
}

type Fault = Extract<LabStep, { fault: unknown }>['fault']

function faultOf(world: World, fault: Fault): Input | string {
  if ('cable' in fault)
    return onNode(world, fault.cable, (node) => ({ kind: 'cable', node, is: fault.is }))
  if ('link' in fault) {
    const [a, b] = fault.link.map((end) => nodeNamed(world, end))
    if (a === undefined || b === undefined)
      return noNode(world, fault.link[a === undefined ? 0 : 1])
    return { kind: 'link', nodes: [a, b], is: fault.is }
  }
  if ('daemon' in fault) {
    const known: readonly Daemon[] = BEHAVIOUR[world.release].startOrder
    const daemon = known.find((d) => d === fault.daemon)
    if (daemon === undefined)
      return t`There is no daemon called ${fault.daemon}; there are ${known.join(', ')}.`
    return onNode(world, fault.on, (node) => ({ kind: 'daemon', node, daemon, is: fault.is }))
  }
  if ('guest' in fault) {
    const names = Object.values(world.machines).flatMap((m) => Object.keys(m.guests))
    const found = own(world.labels, fault.guest) ?? matchName(fault.guest, names)
    if (found === undefined || !names.includes(found))
      return t`No instance called ${fault.guest} is running.`
    return { kind: 'guest', instance: found, is: 'crashed' }
  }
  return onNode(world, fault.disk, (node) => ({ kind: 'volume group', node, is: fault.is }))
}

const SPEEDS = [
  'syncMibPerSecond',
  'copyMibPerSecond',
  'memoryMibPerSecond',
  'bootSeconds',
  'guestShutdownSeconds',
] as const

/** The sentence about a constant of the hardware that does not exist. */
export const noConstant = (name: string): string => t`The hardware has no constant called ${name}.`

/** Constants of the hardware from a plain object; or a sentence about the first that does not exist. */
function hardwareOf(given: Record<string, unknown>): Input | string {
  const change: Partial<Hardware> = {}
  for (const [key, value] of Object.entries(given)) {
    const speed = SPEEDS.find((known) => known === key)
    if (key === 'watcherCron') change.watcherCron = value === true
    else if (speed === undefined) return noConstant(key)
    else if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
      return t`${key} is a number above 0.`
    else change[speed] = value
  }
  return { kind: 'hardware', change }
}
