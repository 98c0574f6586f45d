import { iso } from '../../lib/clock.ts'
import { t } from '../../lib/language/t.ts'
import { visible } from '../../lib/text/visible.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { actions } from '../actions.ts'
import { shownBy } from '../history/terminal-output.ts'
import { CLUSTER_FORMAT } from '../labs/free-cluster.ts'
import { labOfSave, openLabFile } from '../labs/open-lab.ts'
import {
  addSolvedLabs,
  PROGRESS_FORMAT,
  readSolvedLabs,
  useSolvedLabs,
} from '../labs/solved-labs.ts'
import { whenLoaded } from '../loading/engine-loader.ts'
import { loadChunk } from '../loading/load-chunk.ts'
import { recordingAgain } from '../recording/rerecord.ts'
import type { Session } from '../session.ts'
import { useApp } from '../store.ts'
import { download } from './download.ts'
import { openGiven } from './open-given.ts'
import { sessionFile } from './pack.ts'

/** The whole output of a console, as text. */
const transcriptOf = (session: Session, terminal: string): string =>
  shownBy(session)
    .filter((e) => e.terminal === terminal && e.stream !== 'screen')
    .map((e) => e.text)
    .join('')

/** "2014-09-19-140512", the simulated time. */
const stamp = ({ world, now }: Session): string =>
  iso(world.epochMs + Math.floor(now / 1000) * 1000)
    .replace('T', '-')
    .replace(/[:Z]/g, '')

/** "nsrc-2014-09-19-140512"; "session" if the World is too broken to name its cluster. */
function fileNameOf(session: Session): string {
  try {
    const cluster = newestConfig(session.world)?.cluster.name ?? 'cluster'
    return `${cluster.split('.')[0]}-${stamp(session)}`
  } catch {
    return 'session'
  }
}

/**
 * Downloads the session as a file that `openFile` reads. Works without a page and draws nothing, so that it is
 * still available when the page is broken.
 */
export function exportSession(): void {
  const { session, recording } = useApp.getState()
  download(`${fileNameOf(session)}.json`, 'application/json', sessionFile(session, recording))
}

/** Downloads the output of the visible console as text. */
export function saveTranscript(): void {
  const { session, terminal } = useApp.getState()
  const node = terminal.split('.')[0]
  download(`${node}-${stamp(session)}.txt`, 'text/plain', transcriptOf(session, terminal))
}

/** Downloads the list of solved labs as a file that `openFile` reads. */
export function exportProgress(): void {
  const { solved } = useSolvedLabs.getState()
  download(
    'ganeti-lab-progress.json',
    'application/json',
    `${JSON.stringify({ format: PROGRESS_FORMAT, book: solved }, null, 2)}\n`,
  )
}

/** Downloads this session as the draft of a lab. */
export function draftLab(): void {
  whenLoaded(() => {
    void loadChunk(() => import('../labs/draft.ts')).then(({ draftOf }) => {
      const { session } = useApp.getState()
      download('draft.md', 'text/markdown', draftOf(session))
      actions.notify({
        kind: 'draft',
        text: t`The draft of a lab is saved, with what you did as its solution. Add a title, goals and a story, then open it here.`,
      })
    })
  })
}

/** Opens a file that the learner chose: a session, a lab, or a list of solved labs. */
export async function openFile(file: File): Promise<void> {
  const { kindOf } = await loadChunk(() => import('./file-kind.ts'))
  const kind = await kindOf(file)
  const name = visible(file.name)
  if (kind.is === 'lab') return openLabFile(file, name)
  if (kind.is === 'session') return importSession(file)
  const text = t`${name} cannot be opened: it is ${kind.what}. Nothing was changed. You can open a session, progress or a cluster that you saved here (.json), or a lab (.md).`
  actions.notify({ kind: 'import', text })
}

/** Bytes. Ten thousand inputs take less than a tenth of it; files of older versions are larger. */
const LARGEST_FILE = 64_000_000

/** Opens the session in a file. */
async function importSession(file: Blob): Promise<void> {
  const refuse = (text: string) => actions.notify({ kind: 'import', text })
  if (file.size > LARGEST_FILE)
    return refuse(t`This file is too large to be a session. Nothing was changed.`)
  let data: unknown
  try {
    data = JSON.parse(await file.text())
  } catch {
    return refuse(
      t`This file is not a session or progress: it is not valid JSON. Nothing was changed.`,
    )
  }
  const { format, book } = (data ?? {}) as { format?: unknown; book?: unknown }
  if (format === PROGRESS_FORMAT) {
    addSolvedLabs(readSolvedLabs(book))
    return actions.notify({
      kind: 'import',
      text: t`The solved labs in this file were added to yours.`,
    })
  }
  if (format === CLUSTER_FORMAT) {
    const { openGivenCluster } = await loadChunk(() => import('../labs/own-cluster.ts'))
    const why = await openGivenCluster(data)
    return why === null
      ? undefined
      : refuse(t`This cluster cannot be opened. Nothing was changed. ${why}`)
  }
  const [{ recordingIn, restore }] = await Promise.all([
    loadChunk(() => import('./restore.ts')),
    // A session from a file is played on a copy before it is accepted.
    new Promise<void>((loaded) => whenLoaded(loaded)),
  ])
  const lab = await labOfSave(data).catch(() => null)
  if (!lab)
    return refuse(t`The lab of this session could not be loaded. Nothing was changed. Try again.`)
  const restored = restore(useApp.getState(), data, lab)
  if (!restored.ok) return refuse(restored.error)
  const { recording } = data as { recording?: unknown }
  openGiven(
    restored.session,
    // A file that contains inputs only: they are played again for the time strip.
    recordingIn(recording, restored.session) ?? recordingAgain(restored.session),
    'file',
  )
}
