import { definitionOf, type Lab } from '../labs/lab.ts'
import { onceSpoken } from './language.ts'
import type { LabOfSave } from './restore.ts'
import { labIn, unknownLab, unreadableLab } from './save.ts'
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
  const { open, session, setView, dismiss } = useSession.getState()
  const [first = '2.11'] = lab.releases
  const { release: now } = session.definition
  const release = lab.releases.includes(now) ? now : first
  open(definitionOf(lab, release, seed), lab)
  // What was said of another file, or of a draft, is no news any more and would cover the goals.
  for (const kind of ['lab', 'draft']) dismiss(kind)
  if (isDrill(lab) !== isDrill(session.lab)) setView(isDrill(lab) ? 'known' : 'is')
}

/**
 * Starts a lab that somebody wrote, from its file. What is wrong with it is told with its line; nothing is
 * changed then.
 */
export async function openLabFile(file: Blob, name: string): Promise<void> {
  const refuse = (why: string) =>
    useSession
      .getState()
      .tell({ kind: 'lab', text: `This lab cannot be opened. Nothing was changed. ${why}` })
  const source = await file.text()
  const { problemLine, readForeignLab } = await import('../labs/read.ts')
  const read = readForeignLab(source)
  if (!read.ok) {
    const [first, ...more] = read.problems.map((problem) => problemLine(name, problem))
    return refuse(`${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`)
  }
  await new Promise<void>((spoken) => onceSpoken(spoken))
  try {
    startNow(read.lab, {})
  } catch (problem) {
    refuse(`${name}: start: ${problem instanceof Error ? problem.message : problem}`)
  }
}

/** The lab that a save names or holds. Fails where it cannot be loaded at present. */
export async function labOfSave(save: unknown): Promise<LabOfSave> {
  const named = labIn(save)
  if (named === null) return { ok: true, lab: null }
  if (typeof named === 'string') {
    const lab = await fetchLab(named)
    return lab ? { ok: true, lab } : { ok: false, error: unknownLab(named) }
  }
  const { problemLine, readForeignLab } = await import('../labs/read.ts')
  const read = readForeignLab(named.source)
  if (read.ok) return read
  const [first] = read.problems
  return { ok: false, error: unreadableLab(first ? problemLine('its lab', first) : '') }
}
