import { iso } from '../lib/clock.ts'
import { visible } from '../lib/visible.ts'
import { newestConfig } from '../sim/cluster/newest.ts'
import { actions } from './actions.ts'
import { BOOK_FORMAT, enter, readBook, useBook } from './book.ts'
import { download } from './download.ts'
import { labOfSave, openLabFile } from './labs.ts'
import { onceSpoken } from './language.ts'
import { loadChunk } from './load-chunk.ts'
import { packedSaveOf } from './pack.ts'
import { emptyRecording, type Recording, recordWorld } from './recording.ts'
import { type Session, shownBy } from './session.ts'
import { useApp } from './store.ts'

/** Everything a console has shown, as text. */
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

/** "nsrc-2014-09-19-140512"; a plain name for a World that is too broken to say its own. */
function fileNameOf(session: Session): string {
  try {
    const cluster = newestConfig(session.world)?.cluster.name ?? 'cluster'
    return `${cluster.split('.')[0]}-${stamp(session)}`
  } catch {
    return 'session'
  }
}

/**
 * Hands the sitting to the learner as a file that `importSession` reads. Needs no page around it and nothing
 * that can be drawn: it is the way out when the page is broken.
 */
export function exportSession(): void {
  const { session, recording } = useApp.getState()
  download(
    `${fileNameOf(session)}.json`,
    'application/json',
    `${JSON.stringify({ ...packedSaveOf(session), recording })}\n`,
  )
}

/** Hands the learner what the console in front has shown. */
export function saveTranscript(): void {
  const { session, terminal } = useApp.getState()
  const node = terminal.split('.')[0]
  download(`${node}-${stamp(session)}.txt`, 'text/plain', transcriptOf(session, terminal))
}

/** Hands the learner what has been reached across all labs, as a file that `openFile` reads. */
export function exportProgress(): void {
  const { book } = useBook.getState()
  download(
    'ganeti-lab-progress.json',
    'application/json',
    `${JSON.stringify({ format: BOOK_FORMAT, book }, null, 2)}\n`,
  )
}

/** Hands an instructor this sitting as the draft of a lab. */
export function draftLab(): void {
  onceSpoken(() => {
    void loadChunk(() => import('./draft.ts')).then(({ draftOf }) => {
      const { session } = useApp.getState()
      download('draft.md', 'text/markdown', draftOf(session))
      actions.notify({
        kind: 'draft',
        text: 'The draft of a lab is saved: what you did is its solution. Give it a title, goals and a story, then open it here.',
      })
    })
  })
}

/** Opens a file that somebody chose: a session, a lab, or what was reached in labs. */
export async function openFile(file: File): Promise<void> {
  const { kindOf } = await loadChunk(() => import('./kind.ts'))
  const kind = await kindOf(file)
  const name = visible(file.name)
  if (kind.is === 'lab') return openLabFile(file, name)
  if (kind.is === 'session') return importSession(file)
  const text = `${name} cannot be opened: it is ${kind.what}. Nothing was changed. What can be opened is a session or progress that was saved here (.json), or a lab (.md).`
  actions.notify({ kind: 'import', text })
}

/** Bytes. Ten thousand inputs take less than a tenth of it; files of older versions hold more. */
const LARGEST_FILE = 64_000_000

/** Goes on with the session in a file. What was open before can be taken back. */
async function importSession(file: Blob): Promise<void> {
  const { session: before } = useApp.getState()
  const refuse = (text: string) => actions.notify({ kind: 'import', text })
  if (file.size > LARGEST_FILE)
    return refuse('This file is too large to be a session. Nothing was changed.')
  let data: unknown
  try {
    data = JSON.parse(await file.text())
  } catch {
    return refuse(
      'This file cannot be read as a session or as progress: it is not whole JSON. Nothing was changed.',
    )
  }
  const { format, book } = (data ?? {}) as { format?: unknown; book?: unknown }
  if (format === BOOK_FORMAT) {
    enter(readBook(book))
    return actions.notify({
      kind: 'import',
      text: 'The labs in the file are added to those you have solved.',
    })
  }
  const [{ recordingIn, restore }] = await Promise.all([
    loadChunk(() => import('./restore.ts')),
    // A session from outside is played on before it is believed.
    new Promise<void>((spoken) => onceSpoken(spoken)),
  ])
  const lab = await labOfSave(data).catch(() => null)
  if (!lab)
    return refuse('The lab of this session cannot be loaded. Nothing was changed. Try again.')
  const restored = restore(data, lab)
  if (!restored.ok) return refuse(restored.error)
  const { recording } = data as { recording?: unknown }
  actions.adopt(restored.session, {
    previous: before.inputs.length > 0 ? before : null,
    speed: 'paused',
    recording: recordingIn(recording, restored.session) ?? (await rerecorded(restored.session)),
  })
  actions.notify({
    kind: 'import',
    text: 'The session from the file is open. The clock is paused.',
    ...(before.inputs.length > 0 ? { action: { label: 'Take back', run: takeBackImport } } : {}),
  })
}

/** A file of another program holds inputs only: what the time strip shows is found by playing them again. */
async function rerecorded(session: Session): Promise<Recording> {
  const { recordingOf } = await loadChunk(() => import('./rerecord.ts'))
  try {
    return recordingOf(session)
  } catch {
    // Inputs that this version cannot play: the strip begins with the present.
    return recordWorld(emptyRecording, session.world, session.now)
  }
}

function takeBackImport(): void {
  const { previous } = useApp.getState()
  if (previous) actions.adopt(previous, { previous: null, speed: 'paused' })
  actions.dismiss('import')
}
