import { freeze, isDraft, original } from 'immer'
import { own } from '../../../lib/own.ts'
import { plain } from '../../../lib/plain.ts'
import type { ClusterConfig, NodeName } from '../../cluster/config.ts'
import { touchIfChanged } from '../../cluster/unsettled.ts'
import { connectError, giveUpMs, reachNoded, slownessMs } from '../../net.ts'
import { NODE_CALLS, type NodeCallName } from '../../noded/calls.ts'
import type { CallAnswer } from '../../noded/define.ts'
import { type AnsweredCall, machineOf, nextNumber, setAlarm, type World } from '../../world.ts'
import type { CallRequest } from '../flow.ts'
import type { FlightCall, Reply, Unmet } from './flight.ts'

/** The call of that number, if it is among these; they are in the order of their numbers. */
export function callNumbered(calls: readonly FlightCall[], id: number): FlightCall | undefined {
  let from = 0
  for (let to = calls.length; from < to; ) {
    const middle = (from + to) >> 1
    if ((calls[middle]?.id ?? 0) < id) from = middle + 1
    else to = middle
  }
  const found = calls[from]
  return found?.id === id ? found : undefined
}

/** Sends a call. `config` says which nodes are marked offline: they are never called. */
export function placeCall(
  world: World,
  from: NodeName,
  request: CallRequest,
  config: ClusterConfig | null,
): FlightCall {
  const { to, name, args } = request
  const call: FlightCall = {
    id: nextNumber(world),
    to,
    name,
    args,
    since: world.now,
    until: world.now,
    bootId: own(world.machines, to)?.bootId ?? null,
    outcome: null,
    silent: false,
  }
  const fail = (error: string, met?: Unmet) => {
    const offline = met === undefined
    call.outcome = { node: to, ok: false, error, offline, ...(met ? { met } : {}) }
  }
  if (own(config?.nodes, to)?.offline) {
    fail('Node is marked offline')
    return call
  }
  const reached = reachNoded(world, from, to)
  if (reached === 'refused') {
    fail(connectError(world, to, 'refused', 0), 'no daemon')
    return call
  }
  if (reached === 'silent') loseCall(world, from, call)
  else call.until = world.now + durationOf(world, request) + slownessMs(world, from, to)
  setAlarm(world, call.until, { kind: 'call ends', call: call.id })
  return call
}

function durationOf(world: World, { name, to, args }: CallRequest): number {
  const { ms } = NODE_CALLS[name]
  return typeof ms === 'number' ? ms : ms(world, to, args as never)
}

function loseCall(world: World, from: NodeName, call: FlightCall): void {
  const elapsed = giveUpMs(world, from, call.to)
  call.silent = true
  call.until = world.now + elapsed
  call.outcome = {
    node: call.to,
    ok: false,
    error: connectError(world, call.to, 'silent', elapsed),
    offline: false,
    met: 'silence',
  }
}

/**
 * The World as code sees it that only asks about machines and what lies between them. What jobs and terminals are at is
 * of no interest there.
 */
function toRead(world: World): World {
  const before = original(world) as World
  const { now, machines, cutLinks, slowLinks, resyncs, transfers } = world
  return {
    ...before,
    now,
    machines: plain(machines),
    cutLinks: plain(cutLinks),
    resyncs: plain(resyncs),
    transfers: plain(transfers),
    ...(slowLinks ? { slowLinks: plain(slowLinks) } : {}),
  }
}

/**
 * The alarm of a call rang. The node acts now, if it still is the one that was asked; otherwise the
 * caller waits for a time-out. Returns whether the call is over.
 */
export function endCall(world: World, from: NodeName, call: FlightCall): boolean {
  if (call.outcome) return true
  const sameBoot = own(world.machines, call.to)?.bootId === call.bootId
  const reached = sameBoot ? reachNoded(world, from, call.to) : 'silent'
  if (reached === 'silent') {
    loseCall(world, from, call)
    setAlarm(world, call.until, { kind: 'call ends', call: call.id })
    return false
  }
  if (reached === 'refused') {
    const error = connectError(world, call.to, 'refused', 0)
    call.outcome = { node: call.to, ok: false, error, offline: false, met: 'no daemon' }
    return true
  }
  noteAnswer(world, { at: world.now, from, to: call.to, name: call.name })
  const { run, asks } = NODE_CALLS[call.name as NodeCallName]
  if (asks && isDraft(world) && isDraft(call.args)) {
    const seen = toRead(world)
    const answer = run(seen, machineOf(seen, call.to), plain(call.args as object) as never)
    // Made of plain values alone: no one has to look for drafts in it.
    call.outcome = freeze(replyOf(call.to, answer), true)
    return true
  }
  const answer = run(world, machineOf(world, call.to), call.args as never)
  if (!asks) touchIfChanged(world, call.to)
  call.outcome = replyOf(call.to, answer)
  return true
}

/** Calls that are kept for the logs, and how many more there may be before the oldest go. */
const KEPT = 400
const SPARE = 200

/** Remembers a call for the log of the node daemon that answers it. */
function noteAnswer(world: World, answered: AnsweredCall): void {
  world.answered ??= []
  world.answered.push(answered)
  if (world.answered.length > KEPT + SPARE) world.answered.splice(0, SPARE)
}

const replyOf = (node: NodeName, answer: CallAnswer<unknown>): Reply =>
  answer.ok
    ? { node, ok: true, payload: answer.payload }
    : { node, ok: false, error: answer.error, offline: false }
