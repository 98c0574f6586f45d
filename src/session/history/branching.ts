import { t } from '../../lib/language/t.ts'
import type { AppState, Notice } from '../app-state.ts'
import { cutAtMoment, type Recording, recordWorld } from '../recording/recording.ts'
import { recordingFrom } from '../recording/rerecord.ts'
import { openBranch, type Session, seekInput } from '../session.ts'
import {
  type Branch,
  inCommon,
  MOST_BRANCHES,
  nameOfWay,
  wholeWay,
  withoutBranch,
} from './branches.ts'

/** What is said when something new is done in the past: what came later is kept. Null where nothing was left. */
export function branchNotice(
  before: Session,
  after: Session,
  open: (id: number) => void,
): Notice | null {
  const left = after.branches.find(({ id }) => id === before.way.id)
  if (!left || after.way.id === before.way.id) return null
  const gone = before.branches.filter(({ id }) => !after.branches.some((one) => one.id === id))
  const [first] = gone
  const removed = first
    ? t` “${nameOfWay(first)}” was removed: a session keeps ${MOST_BRANCHES} branches.`
    : ''
  return {
    kind: 'branch',
    text: t`What came later is kept as “${nameOfWay(left)}”.${removed}`,
    action: { label: t`Open it again`, run: () => open(left.id) },
  }
}

/** A branch that has been opened, and what the time strip shows of it. */
export interface OpenedBranch {
  session: Session
  recording: Recording
}

/** Opens a branch at its end. Null where there is none of that number. */
export function openedBranch(
  { session, recording }: Pick<AppState, 'session' | 'recording'>,
  id: number,
): OpenedBranch | null {
  const opened = openBranch(session, id)
  if (opened === session) return null
  const shared = inCommon(opened.inputs, wholeWay(session))
  const parted = opened.inputs[shared]?.at ?? opened.now
  const known = cutAtMoment(recording, { now: parted, inputs: opened.inputs.slice(0, shared) })
  try {
    const start = seekInput(opened, shared, Math.min(parted, opened.now))
    const tail = opened.inputs.slice(shared)
    return { session: opened, recording: recordingFrom(start, known, tail, opened.now) }
  } catch {
    // Too much happened there to record it again: the strip goes on from the end of the branch.
    const { world, now } = opened
    return { session: opened, recording: recordWorld(known, world, now) }
  }
}

/** The session in which a way has another name. An empty one: its number. */
export function renamed(session: Session, id: number, name: string): Session {
  if (session.way.id === id) return { ...session, way: { id, name } }
  const branches = session.branches.map(
    (branch): Branch => (branch.id === id ? { ...branch, name } : branch),
  )
  return { ...session, branches }
}

/** The session without a branch. */
export const withoutOne = (session: Session, id: number): Session => ({
  ...session,
  branches: withoutBranch(session.branches, id),
})
