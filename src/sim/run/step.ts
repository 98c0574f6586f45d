import { isDraft, original } from 'immer'
import type { ClusterConfig, NodeName } from '../cluster/config.ts'
import { setAlarm, type World } from '../world.ts'
import { placeCall } from './calls/call.ts'
import type { Reply } from './calls/flight.ts'
import type { Flow } from './flow.ts'
import { type Frame, stepAfter } from './frame.ts'

/** What jobs and programs have in common: how a frame waits, and how it goes on. */

/** Whether nothing is waited for any more; clears what has come. */
export function isReady(world: World, frame: Frame): boolean {
  const { wait } = frame
  if (wait === null) return true
  if (wait.for === 'time' && world.now >= wait.until) {
    frame.wait = null
    return true
  }
  if (wait.for !== 'calls') return false
  const replies: Reply[] = []
  for (const { outcome, until } of wait.calls) {
    if (outcome === null || world.now < until) return false
    // No one has changed it: behind a draft stands the reply itself.
    replies.push(isDraft(outcome) ? (original(outcome) as Reply) : outcome)
  }
  frame.replies = replies
  frame.wait = null
  return true
}

/** The step to go on with: `then`, or the one that follows; null: that was the last. */
export const stepTo = (
  steps: Readonly<Record<string, unknown>>,
  step: string,
  then: string | undefined,
): string | null => then ?? stepAfter(steps, step)

/** What a step of any kind may wait for. */
type Pause = Extract<Flow, { next: 'sleep' | 'calls' }>

/** Who asks: the node that calls come from, and the configuration that says whom it never asks; null: no one. */
interface Asker {
  node: NodeName
  config: () => ClusterConfig | null
}

/** Begins a pause, or calls to nodes: the frame waits until that is over. */
export function begin(world: World, frame: Frame, pause: Pause, { node, config }: Asker): void {
  const since = world.now
  if (pause.next === 'sleep') {
    const until = since + pause.ms
    frame.wait = { for: 'time', since, until }
    return setAlarm(world, until, { kind: 'wake' })
  }
  const known = pause.evenOffline ? null : config()
  const calls = pause.calls.map((request) => placeCall(world, node, request, known))
  frame.wait = { for: 'calls', calls, since }
}

/** A fault of the program: `leave()` or `again()` where no block, repeat or loop is. */
export const outOfBlock = ({ step }: Frame, owner: string): Error =>
  new Error(`step ${step} of ${owner} stands in no block`)
