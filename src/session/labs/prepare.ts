import { create } from 'zustand'
import type { Lab } from '../../labs/lab.ts'
import { messageOf } from '../../lib/text/message.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import type { PlayRequest, Started } from '../worker/foreign.ts'
import { inWorker } from '../worker/in-worker.ts'

/** What is being prepared: a start that takes a moment. */
export interface Preparing {
  lab: string
  /** The goal, in the lab's words. */
  text: string
}

/** Whether a start is being prepared. A new value each time: what was asked for last is what begins. */
export const usePreparing = create<{ preparing: Preparing | null }>()(() => ({ preparing: null }))

/** Forgets what is being prepared: something else has started. */
export const cancelPreparing = (): void => usePreparing.setState({ preparing: null })

/**
 * Plays the lab's own solution up to a goal, in a worker. Resolves to the start at that goal, or to why there is none;
 * null if something else has started meanwhile.
 */
export async function prepare(
  lab: Lab,
  definition: ClusterDefinition,
  goal: string,
): Promise<Started | null> {
  const text = lab.goals.find(({ id }) => id === goal)?.text ?? goal
  const preparing: Preparing = { lab: lab.id, text }
  usePreparing.setState({ preparing })
  const started = await playedTo({ lab, definition, goal, to: 'its start' })
  if (usePreparing.getState().preparing !== preparing) return null
  cancelPreparing()
  return started
}

/** Plays the lab's own solution. Never rejects: the answer says why it could not be played. */
export const playedTo = (request: PlayRequest): Promise<Started> =>
  inWorker<Started>(
    (reader) => reader.playInWorker(request),
    ({ startedAt }, engine) => startedAt(engine, request),
  ).catch((problem: unknown): Started => ({ ok: false, why: messageOf(problem) }))
