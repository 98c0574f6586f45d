import type { Lab } from '../labs/lab.ts'
import { onceSpoken } from './language.ts'
import { fetchLab } from './shelf.ts'
import { useSession } from './store.ts'

/** What a lab starts with besides itself. */
interface Choice {
  /** Decides what a drill draws. */
  seed?: number
}

/** Opens a lab that comes with the page, in the release that is open if it is for it. */
export async function openLab(id: string, choice: Choice = {}): Promise<void> {
  const { tell } = useSession.getState()
  const lab = await fetchLab(id).catch(() => undefined)
  if (lab) return startLab(lab, choice)
  tell({ kind: 'lab', text: 'This part could not be loaded. Nothing was changed. Try again.' })
}

const isDrill = (lab: Lab | null): boolean => (lab?.causes.length ?? 0) > 0

/** Starts a lab; what was open before can be taken back. The picture of a drill does not tell what it asks for. */
export function startLab(lab: Lab, choice: Choice = {}): void {
  // Behind what was asked for before it: another release may be on its way.
  onceSpoken(() => startNow(lab, choice))
}

function startNow(lab: Lab, { seed }: Choice): void {
  const { open, session, setView } = useSession.getState()
  if (isDrill(lab) !== isDrill(session.lab)) setView(isDrill(lab) ? 'known' : 'is')
  const [first = '2.11'] = lab.releases
  const { release: now } = session.definition
  const release = lab.releases.includes(now) ? now : first
  open({ ...lab.start.cluster, release, ...(seed === undefined ? {} : { seed }) }, lab)
}

/**
 * Starts a lab that somebody wrote, from its file. What is wrong with it is told with its line; nothing is
 * changed then.
 */
export async function openLabFile(file: Blob, name: string): Promise<void> {
  const { tell } = useSession.getState()
  const source = await file.text()
  const { problemLine, readLab } = await import('../labs/read.ts')
  const read = readLab(source)
  if (read.ok) return startLab({ ...read.lab, source })
  const [first, ...more] = read.problems.map((problem) => problemLine(name, problem))
  const rest = more.length > 0 ? ` (and ${more.length} more)` : ''
  tell({ kind: 'lab', text: `This lab cannot be opened. Nothing was changed. ${first}${rest}` })
}

/** The lab that a save names or holds; null where there is none, or this version does not know it. */
export async function labOfSave(save: unknown): Promise<Lab | null> {
  const named = (save as { lab?: unknown } | null)?.lab
  if (typeof named === 'string') return (await fetchLab(named).catch(() => undefined)) ?? null
  const source = (named as { source?: unknown } | null | undefined)?.source
  if (typeof source !== 'string') return null
  const { readLab } = await import('../labs/read.ts')
  const read = readLab(source)
  return read.ok ? { ...read.lab, source } : null
}
