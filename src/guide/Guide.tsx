import { Suspense } from 'react'
import type { Lab, LabCard } from '../labs/lab.ts'
import { keptSoFar, standing } from '../labs/progress.ts'
import { timeOfDay } from '../lib/clock.ts'
import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { listed } from '../lib/text/listed.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { CARDS } from '../session/labs/catalogue.ts'
import { openFree, openLab } from '../session/labs/open-lab.ts'
import { useSolvedLabs } from '../session/labs/solved-labs.ts'
import { lazyPart } from '../session/loading/lazy-part.tsx'
import { asPictured } from '../session/narration/as-pictured.ts'
import { panels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'
import { Preparing } from './Begin.tsx'
import { FreePlay } from './FreePlay.tsx'
import { GoalItem } from './Goals.tsx'
import { Blocks } from './Prose.tsx'
import { WrongTurns } from './WrongTurns.tsx'
import './guide.css'

const Debrief = lazyPart(() => import('./Debrief.tsx'))
const Drill = lazyPart(() => import('./Drill.tsx'))
const Trouble = lazyPart(() => import('./Trouble.tsx'))

/** Milliseconds between updates of the sentence that says what is missing. */
const REDRAW_MS = 500

/** The lab's text beside the picture: story, goals with what is missing, hints, and what went wrong. */
export function Guide() {
  const lab = useApp((state) => state.session.lab)
  return (
    <>
      <SectionChoice lab={lab} />
      <Preparing />
      {lab ? (
        <Lesson key={lab.id} lab={lab} />
      ) : (
        <>
          <FreePlay />
          <Damage />
        </>
      )}
    </>
  )
}

/** Says what no further command can undo, once it has happened. */
function Damage() {
  const troubled = useApp((state) => Object.keys(state.session.progress.trouble).length > 0)
  if (!troubled) return null
  return (
    <Suspense>
      <Trouble />
    </Suspense>
  )
}

const FREE = 'free play'

/** Starts any lab at any time. The session before it can be restored. */
function SectionChoice({ lab }: { lab: Lab | null }) {
  const solved = useSolvedLabs((state) => state.solved)
  const known = lab === null || CARDS.some((card) => card.id === lab.id)
  const start = (id: string) => {
    if (id === FREE) openFree()
    else if (id !== lab?.id) void openLab(id)
  }
  return (
    <div className="guide-section">
      <button type="button" className="button" title="M" onClick={() => panels.openDialog('map')}>
        {t`All labs`}
      </button>
      <select
        className="field"
        aria-label={t`Section`}
        value={lab?.id ?? FREE}
        onChange={(event) => start(event.target.value)}
      >
        {CARDS.map((card, i) => (
          <option key={card.id} value={card.id}>
            {i + 1}. {card.title}
            {own(solved, card.id) ? ' [x]' : ''}
          </option>
        ))}
        {known ? null : <option value={lab.id}>{t`${lab.title} (your file)`}</option>}
        <option value={FREE}>{t`Free play, no goals`}</option>
      </select>
    </div>
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
  // Under the current goal: one that appears moves nothing that you are reading.
  const notices = (
    <>
      <Damage />
      {/* Not loaded later: after a reload its notice would push down what follows. */}
      {troubled ? <WrongTurns lab={lab} /> : null}
    </>
  )
  return (
    <>
      <p className="guide-over">
        {part < 0 ? t`A lab from a file` : t`Part ${part + 1} of ${CARDS.length}`}
      </p>
      <h2 className="guide-title">{lab.title}</h2>
      {lab.causes.length > 0 ? (
        <Suspense>
          <Drill lab={lab} />
        </Suspense>
      ) : null}
      <Story lab={lab} begun={progress.done.length > 0} />
      <ShortNames />
      {lab.guided && current ? <Skip next={CARDS[part + 1]} /> : null}
      <ol className="goals">
        {lab.goals.map((goal, i) => (
          <GoalItem
            key={goal.id}
            goal={goal}
            state={goals[i]}
            current={goals[i] === current}
            epochMs={world.epochMs}
            notices={notices}
          />
        ))}
      </ol>
      {current ? null : notices}
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
    <button
      type="button"
      className="button is-wrapping is-quiet guide-skip"
      onClick={() => void openLab(next.id)}
    >
      {t`Skip to the next part: ${next.title}`}
    </button>
  )
}

/** The story, open until the first goal is reached, then folded. */
function Story({ lab, begun }: { lab: Lab; begun: boolean }) {
  const text = <Blocks blocks={lab.story} />
  if (!begun) return text
  return (
    <details className="guide-told">
      <summary>{t`The story`}</summary>
      {text}
    </details>
  )
}

/** Which instance each short name of the picture and the text stands for. */
function ShortNames() {
  const labels = useApp((state) => state.session.world.labels)
  const pairs = Object.entries(labels).filter(([label, name]) => label !== name)
  if (pairs.length === 0) return null
  const names = listed(pairs.map(([label, name]) => t`${label} is ${name}`))
  return (
    <p className="guide-names">
      {t`${names}. Commands take either name here; on a real cluster, only the full one.`}
    </p>
  )
}

/** What must stay true throughout the lab. */
function Kept({ lab, epochMs }: { lab: Lab; epochMs: number }) {
  const { progress, world } = useApp((state) => state.session)
  const kept = keptSoFar(lab, progress)
  if (kept.length === 0) return null
  return (
    <>
      <h2 className="guide-kept">{t`Keep these true throughout`}</h2>
      <ul className="goals">
        {kept.map(({ id, text, broken }) => (
          <li key={id} className={broken ? 'goal goal-broken' : 'goal goal-done'}>
            <b aria-hidden="true">{broken ? '[-]' : '[x]'}</b>
            <div>
              {text}
              {broken ? (
                <small>
                  {t`Not since ${timeOfDay(epochMs + broken.at)}. ${asPictured(broken.what, world)}`}
                </small>
              ) : (
                <span className="visually-hidden">{t`, so far`}</span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
