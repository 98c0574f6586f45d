import { messageOf } from '../lib/message.ts'
import { visible } from '../lib/visible.ts'
import { actions } from './actions.ts'
import { openGiven } from './adopt.ts'
import { usePreparing } from './begin.ts'
import type { Replayed, ReplayRequest } from './foreign.ts'
import { inWorker } from './in-worker.ts'
import { labOfSave, openFree, startLab } from './labs.ts'
import { LONGEST_STATE, linkTo, type Opens, readLink } from './link.ts'
import { type LinkedState, linkedDefinition, linkedStateOf, unpackedState } from './linked.ts'
import { loadChunk } from './load-chunk.ts'
import { whenLoaded } from './loading.ts'
import { packedForAddress } from './pack.ts'
import type { Session } from './session.ts'
import { fetchLab } from './shelf.ts'
import { useApp } from './store.ts'

/** Resolves once what was asked for has started: the engine is loaded, and nothing is being prepared. */
const started = (): Promise<void> =>
  new Promise((done) =>
    whenLoaded(() => {
      if (usePreparing.getState().preparing === null) return done()
      const stop = usePreparing.subscribe(({ preparing }) => {
        if (preparing !== null) return
        stop()
        done()
      })
    }),
  )

/**
 * Opens what the fragment of an address asks for. The session before it can be restored. Resolves to whether that
 * worked; if not, a notice says why, and nothing has changed.
 */
export async function openLink(fragment: string): Promise<boolean> {
  actions.dismiss('link')
  const link = readLink(fragment)
  if (link === null) return false
  const why = link.ok ? await opened(link.opens) : link.why
  if (why !== null) {
    actions.notify({
      kind: 'link',
      text: `This link cannot be opened. Nothing was changed. ${why}`,
    })
    return false
  }
  if (link.ok && link.presents) actions.setPresenter(true)
  return true
}

/** Opens it. Resolves to null, or to a sentence that says why it cannot be opened. */
async function opened(opens: Opens | null): Promise<string | null> {
  if (opens === null) return null
  try {
    if (opens.is === 'state') return await openedState(opens.state)
    if (opens.is === 'lab') return await openedLab(opens)
    openFree(opens.release)
    await started()
    return null
  } catch (problem) {
    return messageOf(problem)
  }
}

async function openedLab(opens: Extract<Opens, { is: 'lab' }>): Promise<string | null> {
  const { lab: id, release, goal, seed } = opens
  const lab = await fetchLab(id).catch(() => null)
  if (lab === null) return 'Its lab could not be loaded. Try again.'
  if (!lab) return `There is no lab called “${visible(id.slice(0, 40))}”.`
  if (release && !lab.releases.includes(release))
    return `This lab is for the releases ${lab.releases.join(', ')}.`
  if (goal !== undefined && !lab.goals.some((known) => known.id === goal))
    return `“${lab.title}” has no goal called “${visible(goal.slice(0, 40))}”.`
  startLab(lab, { release, goal, seed: lab.causes.length > 0 ? seed : undefined })
  await started()
  return null
}

/** Plays the state of a link in a worker, and reads what comes of it as strictly as a file. */
async function openedState(text: string): Promise<string | null> {
  const state = unpackedState(text)
  const found = await labOfSave(state)
  if (!found.ok) return found.error
  const [{ recordingIn, restore }] = await Promise.all([
    loadChunk(() => import('./restore.ts')),
    started(),
  ])
  const again = await replay(requestOf(state, found.lab))
  if (!again.ok) return again.why
  const restored = restore(useApp.getState(), again.save, found)
  if (!restored.ok) return restored.error
  const { session } = restored
  const recording = recordingIn(again.recording, session)
  if (!recording) return 'Its time strip cannot be read.'
  openGiven(session, recording, 'link')
  return null
}

const requestOf = (state: LinkedState, lab: Session['lab']): ReplayRequest => {
  const { from = null, inputs, now, digest } = state
  const definition = linkedDefinition(state, lab)
  return { replay: { lab, definition, from, inputs, now, digest } }
}

const replay = (request: ReplayRequest): Promise<Replayed> =>
  inWorker(
    (reader) => reader.replayAside(request),
    ({ replayed }, engine) => replayed(engine, request),
  )

/** The fragment of a link to the present state of a session; or a sentence that says why there is none. */
export async function stateLink(
  session: Session,
): Promise<{ ok: true; fragment: string } | { ok: false; why: string }> {
  const state = linkedStateOf(session)
  const text = packedForAddress(state)
  const otherwise = 'Use “Export this session” in the Session menu, and send the file.'
  if (text.length > LONGEST_STATE) {
    const [size, most] = [text.length, LONGEST_STATE].map((n) => n.toLocaleString('en'))
    return {
      ok: false,
      why: `This state is too large for a link: it takes ${size} characters, and longer links than ${most} are often cut off on their way. ${otherwise}`,
    }
  }
  // A session of an older version may not come out the same when this one plays it again.
  const again = await replay(requestOf(state, session.lab)).catch(() => null)
  return again?.ok === false
    ? {
        ok: false,
        why: `This state cannot be a link: this version plays it differently. ${otherwise}`,
      }
    : { ok: true, fragment: linkTo({ is: 'state', state: text }) }
}
