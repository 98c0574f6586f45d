import { EXERCISE } from '../../labs/clusters.ts'
import { MOST_CHARACTERS, problemLine } from '../../labs/format/problem.ts'
import type { LabRead } from '../../labs/format/read.ts'
import { definitionOf, type Lab } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import type { Release } from '../../sim/releases.ts'
import { actions } from '../actions.ts'
import { whenLoaded } from '../loading/engine-loader.ts'
import { ChunkLoadError, loadChunk } from '../loading/load-chunk.ts'
import type { LabOfSave } from '../save/restore.ts'
import { labIn, unknownLab, unreadableLab } from '../save/save.ts'
import { useApp } from '../store.ts'
import type { Foreign, Start } from '../worker/foreign.ts'
import { inWorker } from '../worker/in-worker.ts'
import { fetchLab } from './catalogue.ts'
import { cancelPreparing, prepare } from './prepare.ts'

/** Options with which a lab starts. */
interface Choice {
  /** Chooses the fault of a drill. */
  seed?: number | undefined
  /** Otherwise the release of the labs before, if the lab supports it. */
  release?: Release | undefined
  /** The goal to begin at: the lab's own solution is played up to there. */
  goal?: string | undefined
}

/** Opens a built-in lab. */
export async function openLab(id: string, choice: Choice = {}): Promise<void> {
  const lab = await fetchLab(id).catch(() => undefined)
  if (lab) return startLab(lab, choice)
  actions.notify({
    kind: 'lab',
    text: t`This part could not be loaded. Nothing was changed. Try again.`,
  })
}

const isDrill = (lab: Lab | null): boolean => (lab?.causes.length ?? 0) > 0

/**
 * Starts a lab, or begins at one of its goals: that takes a moment, in which nothing changes. The session before it can
 * be restored. A drill starts with the view that hides its fault.
 */
export function startLab(lab: Lab, choice: Choice = {}): void {
  if (askedTogether(lab, choice)) return
  cancelPreparing()
  // In the order of the requests: a change of release may still be waiting.
  whenLoaded(() => {
    const { goal } = choice
    if (goal === undefined || goal === lab.goals[0]?.id) startNow(lab, choice)
    else void beginAt(lab, choice, goal)
  })
}

/** Asks for it where several people play; returns whether they do. */
function askedTogether(lab: Lab | null, choice: Choice): boolean {
  const { together, labRelease } = useApp.getState()
  if (!together) return false
  const { seed, goal } = choice
  const release = lab ? releaseFor(lab, choice) : (choice.release ?? labRelease)
  together.ask({
    do: 'lab',
    lab: lab?.id ?? null,
    release,
    ...(seed === undefined ? {} : { seed }),
    ...(goal === undefined ? {} : { goal }),
  })
  return true
}

/** Begins at a goal of a lab, as soon as the lab's own solution has been played up to there. */
async function beginAt(lab: Lab, choice: Choice, goal: string): Promise<void> {
  const release = releaseFor(lab, choice)
  const started = await prepare(lab, definitionOf(lab, release, choice.seed), goal)
  if (started === null) return
  if (started.ok) return startNow(lab, choice, started.start)
  actions.notify({
    kind: 'lab',
    text: t`You cannot begin at this goal. Nothing was changed. ${started.why}`,
  })
}

/** Starts free play: the handout's cluster, without goals. The session before it can be restored. */
export function openFree(release?: Release): void {
  if (askedTogether(null, { release })) return
  cancelPreparing()
  whenLoaded(() => {
    const { labRelease } = useApp.getState()
    actions.open({ ...EXERCISE, release: release ?? labRelease }, null)
  })
}

/** The release that was asked for, or the one of the labs before, if the lab supports it. */
function releaseFor(lab: Lab, { release }: Choice): Release {
  const wanted = release ?? useApp.getState().labRelease
  const [first = '2.11'] = lab.releases
  return lab.releases.includes(wanted) ? wanted : first
}

/** `start`: the lab's start, if it has been played already. */
function startNow(lab: Lab, choice: Choice, start?: Start): void {
  const { session } = useApp.getState()
  const { seed } = choice
  const release = start?.release ?? releaseFor(lab, choice)
  actions.open(definitionOf(lab, release, seed), lab, start)
  // Old notices about a file or a draft would cover the goals.
  for (const kind of ['lab', 'draft']) actions.dismiss(kind)
  if (isDrill(lab) !== isDrill(session.lab)) actions.setView(isDrill(lab) ? 'known' : 'is')
}

/** Bytes: no text of the length that `readLab` allows takes more. */
const LARGEST_FILE = 4 * MOST_CHARACTERS

/** The number of problems listed one by one. */
const MOST_TOLD = 200

/** Starts the lab in a file. If it has problems, a notice lists them with their lines and nothing is changed. */
export async function openLabFile(file: Blob, name: string): Promise<void> {
  const { labRelease } = useApp.getState()
  const refuse = (why: string, details?: readonly string[]) =>
    actions.notify({
      kind: 'lab',
      text: t`This lab cannot be opened. Nothing was changed. ${why}`,
      ...(details ? { details } : {}),
    })
  if (file.size > LARGEST_FILE)
    return refuse(t`${name} is too large for a lab: ${LARGEST_FILE / 1000} kB at most.`)
  const source = await file.text()
  let read: Foreign
  try {
    read = await openForeign(source, labRelease)
  } catch (problem) {
    if (problem instanceof ChunkLoadError) throw problem
    return refuse(messageOf(problem))
  }
  if (!read.ok) return refuse(...toldOf(read.problems.map((problem) => problemLine(name, problem))))
  const { lab, start } = read
  whenLoaded(() => startNow(lab, {}, start))
}

/** The first problem, and the list of all of them where there are more. */
function toldOf(lines: readonly string[]): [first: string, all?: readonly string[]] {
  const [first = '', ...more] = lines
  if (more.length === 0) return [first]
  const left = lines.length - MOST_TOLD
  return [first, left > 0 ? [...lines.slice(0, MOST_TOLD), t`and ${left} more`] : lines]
}

/** Reads a lab from a file and plays its start, in a worker. `wanted`: the release, if the lab supports it. */
export const openForeign = (source: string, wanted: Release): Promise<Foreign> =>
  inWorker(
    (reader) => reader.openInWorker(source, wanted),
    (foreign, engine) => foreign.readForeign(engine, source, wanted),
  )

async function readForeign(source: string): Promise<LabRead> {
  if ('Worker' in globalThis)
    return (await loadChunk(() => import('../worker/lab-reader.ts'))).readInWorker(source)
  return (await loadChunk(() => import('../../labs/format/read.ts'))).readForeignLab(source)
}

/** The lab that a save names or contains. Rejects if it cannot be loaded now. */
export async function labOfSave(save: unknown): Promise<LabOfSave> {
  const named = labIn(save)
  if (named === null) return { ok: true, lab: null }
  if (typeof named === 'string') {
    const lab = await fetchLab(named)
    return lab ? { ok: true, lab } : { ok: false, error: unknownLab(named) }
  }
  if (named.source.length > MOST_CHARACTERS)
    return { ok: false, error: unreadableLab(t`It is too long.`) }
  const read = await readForeign(named.source)
  if (read.ok) return read
  const [first] = read.problems
  return { ok: false, error: unreadableLab(first ? problemLine(t`its lab`, first) : '') }
}
