import { iso } from '../lib/clock.ts'
import { visible } from '../lib/visible.ts'
import { newestConfig } from '../sim/cluster/newest.ts'
import { actions } from './actions.ts'
import { openGiven } from './adopt.ts'
import { BOOK_FORMAT, enter, readBook, useBook } from './book.ts'
import { download } from './download.ts'
import { labOfSave, openLabFile } from './labs.ts'
import { loadChunk } from './load-chunk.ts'
import { whenLoaded } from './loading.ts'
import { packedSaveOf } from './pack.ts'
import { emptyRecording, type Recording, recordWorld } from './recording.ts'
import type { Session } from './session.ts'
import { shownBy } from './shown.ts'
import { useApp } from './store.ts'

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
  download(
    `${fileNameOf(session)}.json`,
    'application/json',
    `${JSON.stringify({ ...packedSaveOf(session), recording })}\n`,
  )
}

/** Downloads the output of the visible console as text. */
export function saveTranscript(): void {
  const { session, terminal } = useApp.getState()
  const node = terminal.split('.')[0]
  download(`${node}-${stamp(session)}.txt`, 'text/plain', transcriptOf(session, terminal))
}

/** Downloads the list of solved labs as a file that `openFile` reads. */
export function exportProgress(): void {
  const { book } = useBook.getState()
  download(
    'ganeti-lab-progress.json',
    'application/json',
    `${JSON.stringify({ format: BOOK_FORMAT, book }, null, 2)}\n`,
  )
}

/** Downloads this session as the draft of a lab. */
export function draftLab(): void {
  whenLoaded(() => {
    void loadChunk(() => import('./draft.ts')).then(({ draftOf }) => {
      const { session } = useApp.getState()
      download('draft.md', 'text/markdown', draftOf(session))
      actions.notify({
        kind: 'draft',
        text: 'The draft of a lab is saved, with what you did as its solution. Add a title, goals and a story, then open it here.',
      })
    })
  })
}

/** Opens a file that the learner chose: a session, a lab, or a list of solved labs. */
export async function openFile(file: File): Promise<void> {
  const { kindOf } = await loadChunk(() => import('./kind.ts'))
  const kind = await kindOf(file)
  const name = visible(file.name)
  if (kind.is === 'lab') return openLabFile(file, name)
  if (kind.is === 'session') return importSession(file)
  const text = `${name} cannot be opened: it is ${kind.what}. Nothing was changed. You can open a session or progress that you saved here (.json), or a lab (.md).`
  actions.notify({ kind: 'import', text })
}

/** Bytes. Ten thousand inputs take less than a tenth of it; files of older versions are larger. */
const LARGEST_FILE = 64_000_000

/** Opens the session in a file. */
async function importSession(file: Blob): Promise<void> {
  const refuse = (text: string) => actions.notify({ kind: 'import', text })
  if (file.size > LARGEST_FILE)
    return refuse('This file is too large to be a session. Nothing was changed.')
  let data: unknown
  try {
    data = JSON.parse(await file.text())
  } catch {
    return refuse(
      'This file is not a session or progress: it is not valid JSON. Nothing was changed.',
    )
  }
  const { format, book } = (data ?? {}) as { format?: unknown; book?: unknown }
  if (format === BOOK_FORMAT) {
    enter(readBook(book))
    return actions.notify({
      kind: 'import',
      text: 'The solved labs in this file were added to yours.',
    })
  }
  const [{ recordingIn, restore }] = await Promise.all([
    loadChunk(() => import('./restore.ts')),
    // A session from a file is played on a copy before it is accepted.
    new Promise<void>((loaded) => whenLoaded(loaded)),
  ])
  const lab = await labOfSave(data).catch(() => null)
  if (!lab)
    return refuse('The lab of this session could not be loaded. Nothing was changed. Try again.')
  const restored = restore(useApp.getState(), data, lab)
  if (!restored.ok) return refuse(restored.error)
  const { recording } = data as { recording?: unknown }
  openGiven(
    restored.session,
    recordingIn(recording, restored.session) ?? (await rerecorded(restored.session)),
    'file',
  )
}

/** Replays the inputs to rebuild the time strip, for files that contain inputs only. */
async function rerecorded(session: Session): Promise<Recording> {
  const { recordingOf } = await loadChunk(() => import('./rerecord.ts'))
  try {
    return recordingOf(session)
  } catch {
    // This version cannot replay the inputs, so the strip starts now.
    return recordWorld(emptyRecording, session.world, session.now)
  }
}
