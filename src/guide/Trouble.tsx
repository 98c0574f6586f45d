import { useEffect, useRef } from 'react'
import type { Trouble as TroubleKind } from '../labs/progress.ts'
import { t } from '../lib/language/t.ts'
import { actions } from '../session/actions.ts'
import { openLab } from '../session/labs/open-lab.ts'
import { sessionNow, useApp } from '../session/store.ts'
import { scrollWhereSeen } from '../ui/in-sight.ts'
import { JUST_NOW_MS } from './WrongTurns.tsx'

interface Kind {
  is: TroubleKind
  title: string
  says: string
  /** The lab that teaches the way back; null: there is none but a backup. */
  lab: string | null
}

/** Gravest first: if several are true, the first is shown. */
const KINDS: readonly Kind[] = [
  {
    is: 'twice',
    title: t`An instance runs twice`,
    says: t`It was started on a second node while it still ran on the first. Now each writes to its own copy of the disk: split brain. DRBD does not choose for you: whichever copy you keep, you lose what was written to the other.`,
    lab: 'split-brain',
  },
  {
    is: 'split',
    title: t`Split brain`,
    says: t`Both copies of a disk were written to while they were disconnected, so each holds data that the other lacks. DRBD does not choose for you: if you keep one copy, you lose what was written only to the other.`,
    lab: 'split-brain',
  },
  {
    is: 'masters',
    title: t`Two masters`,
    says: t`Two nodes act as master, and each accepts changes that the other does not know of. In the end you can keep only one configuration, and you lose every change made in the other.`,
    lab: 'two-masters',
  },
  {
    is: 'damaged',
    title: t`A damaged file system`,
    says: t`After the migration, the process on the target wrote to the disk. It was killed, and the paused process on the source resumed with its old memory over the changed disk. What it writes now destroys data on both copies, because DRBD copies every write. Ganeti does not notice. Reinstall the instance and take its data from a backup. To avoid it, end the paused process first and run --cleanup after that.`,
    lab: null,
  },
]

/** Damage that no further command can undo: what happened, and the two ways out. */
export default function Trouble() {
  const session = useApp((state) => state.session)
  const { lab, progress, inputs, began } = session
  const kind = KINDS.find(({ is }) => progress.trouble[is] !== undefined)
  const first = Math.min(...Object.values(progress.trouble))
  const notice = useRef<HTMLElement>(null)
  useEffect(() => {
    if (sessionNow().now - first < JUST_NOW_MS) scrollWhereSeen(notice.current)
  }, [first])
  if (!kind) return null
  // To just before the last input, so that it does not happen again.
  const cause = inputs.findLast(({ at }) => at <= first)?.at ?? first
  // The lab about this damage starts with it.
  const { lab: teaches } = kind
  const expected = lab?.id === teaches || first <= began
  if (expected) return null
  return (
    <section ref={notice} className="guide-trouble" aria-labelledby="trouble-title" role="status">
      <h2 id="trouble-title">{kind.title}</h2>
      <p>{kind.says}</p>
      <div className="goal-buttons">
        {teaches !== null && (
          <button
            type="button"
            className="button is-wrapping"
            onClick={() => void openLab(teaches)}
          >
            {t`Learn to recover from it`}
          </button>
        )}
        <button
          type="button"
          className="button is-wrapping"
          onClick={() => actions.rewind(cause - 1)}
        >
          {t`Rewind to before it happened`}
        </button>
      </div>
      <small>
        {t`A real cluster has no rewind.`}
        {teaches !== null && t` Opening the lab keeps your present session.`}
      </small>
    </section>
  )
}
