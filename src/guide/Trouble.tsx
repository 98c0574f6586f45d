import type { Trouble as TroubleKind } from '../labs/progress.ts'
import { actions } from '../session/actions.ts'
import { openLab } from '../session/labs.ts'
import { useApp } from '../session/store.ts'

interface Kind {
  is: TroubleKind
  title: string
  says: string
  lab: string
}

/** Gravest first: what is told when more than one of them holds. */
const KINDS: readonly Kind[] = [
  {
    is: 'twice',
    title: 'A guest runs twice',
    says: 'It was started on a second node while it still ran on the first, and now each of them writes to its own copy of the disk: split brain. DRBD will not choose for you, and whichever copy is kept, what the other one wrote is thrown away.',
    lab: 'split-brain',
  },
  {
    is: 'split',
    title: 'Split brain',
    says: 'Both copies of a disk were written to while they could not see each other, so each holds data that the other lacks. DRBD will not choose for you: keeping one copy throws away what the other one wrote.',
    lab: 'split-brain',
  },
  {
    is: 'masters',
    title: 'Two masters',
    says: 'Two nodes take themselves for the master, and each accepts changes that the other does not know. When they meet, one configuration has to give way, with everything that was done under it.',
    lab: 'two-masters',
  },
]

/** What nothing typed afterwards makes undone: what happened, and the two ways out of it. */
export default function Trouble() {
  const session = useApp((state) => state.session)
  const { lab, progress, inputs, began } = session
  const kind = KINDS.find(({ is }) => progress.trouble[is] !== undefined)
  if (!kind) return null
  const first = Math.min(...Object.values(progress.trouble))
  // Before what was done last, not into the midst of it.
  const cause = inputs.findLast(({ at }) => at <= first)?.at ?? first
  // The lesson about it begins in the midst of it.
  const expected = lab?.id === kind.lab || first <= began
  if (expected) return null
  return (
    <section className="guide-trouble" aria-labelledby="trouble-title" role="status">
      <h2 id="trouble-title">{kind.title}</h2>
      <p>{kind.says}</p>
      <div className="goal-buttons">
        <button type="button" className="goal-hint" onClick={() => void openLab(kind.lab)}>
          Learn to recover from it, as in life
        </button>
        <button type="button" className="goal-hint" onClick={() => actions.seek(cause - 1)}>
          Rewind to before it
        </button>
      </div>
      <small>Life has no rewind. What you have here is kept when you open the lab.</small>
    </section>
  )
}
