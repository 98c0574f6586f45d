import { Suspense } from 'react'
import type { Lab, LabCard } from '../labs/lab.ts'
import { keptSoFar, standing } from '../labs/progress.ts'
import { timeOfDay } from '../lib/clock.ts'
import { own } from '../lib/own.ts'
import { useBook } from '../session/book.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { openFree, openLab } from '../session/labs.ts'
import { lazyPart } from '../session/lazy-part.tsx'
import { panels } from '../session/panels.ts'
import { CARDS } from '../session/shelf.ts'
import { useApp } from '../session/store.ts'
import { Preparing } from './Begin.tsx'
import { GoalItem } from './Goals.tsx'
import { Blocks } from './Prose.tsx'
import './guide.css'

const Debrief = lazyPart(() => import('./Debrief.tsx'))
const Drill = lazyPart(() => import('./Drill.tsx'))
const Trouble = lazyPart(() => import('./Trouble.tsx'))
const WrongTurns = lazyPart(() => import('./WrongTurns.tsx'))

/** Milliseconds between updates of the sentence that says what is missing. */
const REDRAW_MS = 500

/** The lab's text beside the picture: story, goals with what is missing, hints, and what went wrong. */
export function Guide() {
  const lab = useApp((state) => state.session.lab)
  const troubled = useApp((state) => Object.keys(state.session.progress.trouble).length > 0)
  return (
    <>
      <SectionChoice lab={lab} />
      <Preparing />
      {troubled ? (
        <Suspense>
          <Trouble />
        </Suspense>
      ) : null}
      {lab ? <Lesson key={lab.id} lab={lab} /> : <FreePlay />}
    </>
  )
}

const FREE = 'free play'

/** Starts any lab at any time. The session before it can be restored. */
function SectionChoice({ lab }: { lab: Lab | null }) {
  const book = useBook((state) => state.book)
  const known = lab === null || CARDS.some((card) => card.id === lab.id)
  const start = (id: string) => {
    if (id === FREE) openFree()
    else if (id !== lab?.id) void openLab(id)
  }
  return (
    <div className="guide-section">
      <button type="button" className="button" title="M" onClick={() => panels.openDialog('map')}>
        All labs
      </button>
      <select
        className="field"
        aria-label="Section"
        value={lab?.id ?? FREE}
        onChange={(event) => start(event.target.value)}
      >
        {CARDS.map((card, i) => (
          <option key={card.id} value={card.id}>
            {i + 1}. {card.title}
            {own(book, card.id) ? ' [x]' : ''}
          </option>
        ))}
        {known ? null : <option value={lab.id}>{lab.title} (your file)</option>}
        <option value={FREE}>Free play, no goals</option>
      </select>
    </div>
  )
}

function FreePlay() {
  return (
    <>
      <h2 className="guide-title">Free play</h2>
      <p>
        The cluster from the handout's first picture, without goals. Break what you like: you can
        turn the clock back.
      </p>
    </>
  )
}

function Lesson({ lab }: { lab: Lab }) {
  const progress = useApp((state) => state.session.progress)
  const troubled = useApp((state) => state.session.effort.turns.length > 0)
  const world = useApp((state) => state.session.world)
  const now = useDisplayTime(REDRAW_MS)
  const goals = standing(lab, progress, world, now)
  const current = goals.find((goal) => !goal.done)
  const part = CARDS.findIndex((card) => card.id === lab.id)
  return (
    <>
      <p className="guide-over">
        {part < 0 ? 'A lab from a file' : `Part ${part + 1} of ${CARDS.length}`}
      </p>
      <h2 className="guide-title">{lab.title}</h2>
      {lab.causes.length > 0 ? (
        <Suspense>
          <Drill lab={lab} />
        </Suspense>
      ) : null}
      <Story lab={lab} begun={progress.done.length > 0} />
      {lab.guided && current ? <Skip next={CARDS[part + 1]} /> : null}
      {troubled ? (
        <Suspense>
          <WrongTurns lab={lab} />
        </Suspense>
      ) : null}
      <ol className="goals">
        {lab.goals.map((goal, i) => (
          <GoalItem
            key={goal.id}
            goal={goal}
            state={goals[i]}
            current={goals[i] === current}
            epochMs={world.epochMs}
          />
        ))}
      </ol>
      <Kept lab={lab} epochMs={world.epochMs} />
      {current ? null : (
        <Suspense>
          <Debrief lab={lab} />
        </Suspense>
      )}
    </>
  )
}

/** Leaves a lab that shows the page itself: whoever knows it need not see it. */
function Skip({ next }: { next: LabCard | undefined }) {
  if (!next) return null
  return (
    <button type="button" className="goal-quiet guide-skip" onClick={() => void openLab(next.id)}>
      Skip to the next part: {next.title}
    </button>
  )
}

/** The story, open until the first goal is reached, then folded. */
function Story({ lab, begun }: { lab: Lab; begun: boolean }) {
  const text = <Blocks blocks={lab.story} />
  if (!begun) return text
  return (
    <details className="guide-told">
      <summary>The story</summary>
      {text}
    </details>
  )
}

/** What must stay true throughout the lab. */
function Kept({ lab, epochMs }: { lab: Lab; epochMs: number }) {
  const progress = useApp((state) => state.session.progress)
  const kept = keptSoFar(lab, progress)
  if (kept.length === 0) return null
  return (
    <>
      <h2 className="guide-kept">All the way</h2>
      <ul className="goals">
        {kept.map(({ id, text, broken }) => (
          <li key={id} className={broken ? 'goal goal-broken' : 'goal goal-done'}>
            <b aria-hidden="true">{broken ? '[-]' : '[x]'}</b>
            <div>
              {text}
              {broken ? (
                <small>
                  Not since {timeOfDay(epochMs + broken.at)}. {broken.what}
                </small>
              ) : (
                <span className="visually-hidden">, so far</span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
