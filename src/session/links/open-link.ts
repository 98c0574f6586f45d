import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import { visible } from '../../lib/text/visible.ts'
import { actions } from '../actions.ts'
import { FIRST_WAY } from '../history/branches.ts'
import { fetchLab } from '../labs/catalogue.ts'
import { labOfSave, openFree, startLab } from '../labs/open-lab.ts'
import { usePreparing } from '../labs/prepare.ts'
import { whenLoaded } from '../loading/engine-loader.ts'
import { loadChunk } from '../loading/load-chunk.ts'
import { openGiven } from '../save/open-given.ts'
import { packedForAddress } from '../save/pack.ts'
import type { Session } from '../session.ts'
import { useApp } from '../store.ts'
import type { Replayed, ReplayRequest } from '../worker/foreign.ts'
import { inWorker } from '../worker/in-worker.ts'
import { LONGEST_STATE, type Opens, readLink } from './link.ts'
import {
  type LinkedState,
  linkedDefinition,
  linkedStateOf,
  unpackedState,
  withoutBranches,
} from './linked-state.ts'

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
      text: t`This link cannot be opened. Nothing was changed. ${why}`,
    })
    return false
  }
  if (link.ok && link.presents) actions.setPresenter(true, true)
  return true
}

/** Opens it. Resolves to null, or to a sentence that says why it cannot be opened. */
async function opened(opens: Opens | null): Promise<string | null> {
  if (opens === null) return null
  try {
    if (opens.is === 'state') return await openedState(opens.state)
    if (opens.is === 'lab') return await openedLab(opens)
    if (opens.is === 'cluster') {
      const { openLinkedCluster } = await loadChunk(() => import('../labs/own-cluster.ts'))
      return await openLinkedCluster(opens.cluster)
    }
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
  if (lab === null) return t`Its lab could not be loaded. Try again.`
  if (!lab) return t`There is no lab called “${visible(id.slice(0, 40))}”.`
  if (release && !lab.releases.includes(release))
    return t`This lab is for the releases ${lab.releases.join(', ')}.`
  if (goal !== undefined && !lab.goals.some((known) => known.id === goal))
    return t`“${lab.title}” has no goal called “${visible(goal.slice(0, 40))}”.`
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
    loadChunk(() => import('../save/restore.ts')),
    started(),
  ])
  const again = await replay(requestOf(state, found.lab))
  if (!again.ok) return again.why
  const restored = restore(useApp.getState(), again.save, found)
  if (!restored.ok) return restored.error
  const { session } = restored
  const recording = recordingIn(again.recording, session)
  if (!recording) return t`Its time strip cannot be read.`
  openGiven(session, recording, 'link')
  return null
}

const requestOf = (state: LinkedState, lab: Session['lab']): ReplayRequest => {
  const { from = null, inputs, now, digest, undone = [], until = now } = state
  const { way = FIRST_WAY, branches = [] } = state
  const definition = linkedDefinition(state, lab)
  const ways = { way, branches }
  return { replay: { lab, definition, from, inputs, now, undone, until, ways, digest } }
}

const replay = (request: ReplayRequest): Promise<Replayed> =>
  inWorker(
    (reader) => reader.replayInWorker(request),
    ({ replayed }, engine) => replayed(engine, request),
  )

/** What a link to a state opens; or why there is no link. `without`: what had to be left out, as a sentence; null: nothing. */
export type StateLink =
  | { ok: true; opens: Opens; without: string | null }
  | { ok: false; why: string }

const OTHERWISE = t`Use “Export this session” in the Session menu, and send the file.`

/** The link to the present state of a session. Its branches are left out where it would be too long with them. */
export async function stateLink(session: Session): Promise<StateLink> {
  const whole = linkedStateOf(session)
  const withAll = packedForAddress(whole)
  const isWhole = withAll.length <= LONGEST_STATE
  const state = isWhole ? whole : withoutBranches(whole)
  const text = isWhole ? withAll : packedForAddress(state)
  if (text.length > LONGEST_STATE) {
    const [size, most] = [text.length, LONGEST_STATE].map((n) => n.toLocaleString('en'))
    return {
      ok: false,
      why: t`This state is too large for a link: it takes ${size} characters, and longer links than ${most} are often cut off on their way. ${OTHERWISE}`,
    }
  }
  // A session of an older version may not come out the same when this one plays it again.
  const again = await replay(requestOf(state, session.lab)).catch(() => null)
  if (again?.ok === false)
    return {
      ok: false,
      why: t`This state cannot be a link: this version plays it differently. ${OTHERWISE}`,
    }
  const without = isWhole
    ? null
    : t`The link is without the branches of this session: with them it would be too long. ${OTHERWISE}`
  return { ok: true, opens: { is: 'state', state: text }, without }
}
