import type { NodeName } from '../../sim/cluster/config.ts'
import { openJobs } from '../../sim/jobs/ends.ts'
import { runningJobs } from '../../sim/jobs/running.ts'
import { giveUpMs, reach } from '../../sim/net.ts'
import type { FlightCall } from '../../sim/run/calls/flight.ts'
import type { SceneCall } from './scene.ts'
import type { Viewpoint } from './viewpoint.ts'

/** A packet takes this long one way, where the call is long enough to show it. */
const LEG_MS = 600

const flightOf = (v: Viewpoint, from: NodeName, call: FlightCall): SceneCall[] => {
  const { to, since, until } = call
  if (from === to || v.now >= until) return []
  if (call.silent || reach(v.world, from, to) === 'silent')
    return [{ from, to, state: { is: 'no answer', seconds: (v.now - since) / 1000 } }]
  const leg = Math.min(LEG_MS, (until - since) / 2)
  const gone = v.now - since
  const left = until - v.now
  const state: SceneCall['state'] =
    left < leg
      ? { is: 'back', fraction: 1 - left / leg }
      : { is: 'out', fraction: Math.min(1, gone / leg) }
  return [{ from, to, state }]
}

/**
 * A job that waits because the master copies its file or the configuration to candidates that do
 * not answer: one time-out after the other, no call of its own.
 */
const copiesOf = (v: Viewpoint, from: NodeName, notBefore: number): SceneCall[] => {
  const left = notBefore - v.now
  if (left <= 0) return []
  return Object.values(v.config.nodes).flatMap((node) => {
    const asked = node.masterCandidate && !node.offline && node.name !== from
    if (!asked || reach(v.world, from, node.name) !== 'silent') return []
    const patience = giveUpMs(v.world, from, node.name)
    const seconds = (patience - (left % patience)) / 1000
    return [{ from, to: node.name, state: { is: 'no answer' as const, seconds } }]
  })
}

/** Calls of jobs and of programs, one per pair of nodes: the longest wait. */
export const sceneCalls = (v: Viewpoint): SceneCall[] => {
  const calls: SceneCall[] = []
  for (const job of openJobs(v.world))
    if (!job.dead) calls.push(...copiesOf(v, job.on, job.notBefore))
  for (const job of runningJobs(v.world)) {
    for (const { frame } of job.ops)
      if (frame.wait?.for === 'calls')
        calls.push(...frame.wait.calls.flatMap((call) => flightOf(v, job.on, call)))
  }
  for (const terminal of Object.values(v.world.terminals))
    for (const { node, frame } of terminal.stack)
      if (frame.wait?.for === 'calls')
        calls.push(...frame.wait.calls.flatMap((call) => flightOf(v, node, call)))
  return longestPerPair(calls)
}

const weight = (call: SceneCall): number =>
  call.state.is === 'no answer' ? 10 + call.state.seconds : call.state.fraction

const longestPerPair = (calls: SceneCall[]): SceneCall[] => {
  const best = new Map<string, SceneCall>()
  for (const call of calls) {
    const key = `${call.from} ${call.to}`
    const other = best.get(key)
    if (!other || weight(other) < weight(call)) best.set(key, call)
  }
  return [...best.values()]
}
