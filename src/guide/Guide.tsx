import { useEffect, useRef, useState } from 'react'
import type { Goal, Lab } from '../labs/lab.ts'
import { LABS, labOf } from '../labs/library.ts'
import { type Standing, standing } from '../labs/progress.ts'
import { timeOfDay } from '../lib/clock.ts'
import { useSession } from '../session/store.ts'
import './guide.css'

/** How often the sentence about what is missing is worked out anew: progress words need no more. */
const REDRAW_MS = 500

/** The lesson beside the picture: story, goals, what is missing, hints, and what went wrong. */
export function Guide() {
  const labId = useSession((state) => state.session.lab)
  const lab = labOf(labId)
  return (
    <>
      <SectionChoice current={labId} />
      {lab ? <Lesson key={lab.id} lab={lab} /> : <FreePlay />}
    </>
  )
}

/** Every lab can be started at any time; the sitting before it can be taken back. */
function SectionChoice({ current }: { current: string | null }) {
  const open = useSession((state) => state.open)
  const release = useSession((state) => state.session.definition.release)
  const start = (id: string) => {
    const lab = labOf(id) ?? LABS[0]
    if (lab) open({ ...lab.start, release }, labOf(id) ? id : null)
  }
  return (
    <label className="guide-section">
      <span>Section</span>
      <select value={current ?? ''} onChange={(event) => start(event.target.value)}>
        {LABS.map((lab, i) => (
          <option key={lab.id} value={lab.id}>
            {i + 1}. {lab.title}
          </option>
        ))}
        <option value="">Free play, no goals</option>
      </select>
    </label>
  )
}

function FreePlay() {
  return (
    <>
      <h1>Free play</h1>
      <p>
        The cluster of the first picture, and no goals. Break what you like; the clock can be turned
        back.
      </p>
    </>
  )
}

function Lesson({ lab }: { lab: Lab }) {
  const progress = useSession((state) => state.session.progress)
  const world = useSession((state) => state.session.world)
  const now = useSession((state) => Math.floor(state.session.now / REDRAW_MS) * REDRAW_MS)
  const goals = standing(lab, progress, world, now)
  const current = goals.find((goal) => !goal.done)
  return (
    <>
      <p className="guide-over">
        Part {LABS.indexOf(lab) + 1} of {LABS.length}
      </p>
      <h1>{lab.title}</h1>
      <Story lab={lab} begun={progress.done.length > 0} />
      <WrongTurn lab={lab} />
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
      {current ? null : <Finished lab={lab} />}
    </>
  )
}

/** In full until the first goal is reached; after that the goals need the room. */
function Story({ lab, begun }: { lab: Lab; begun: boolean }) {
  const text = lab.story.map((paragraph) => (
    <p className="guide-story" key={paragraph}>
      {paragraph}
    </p>
  ))
  if (!begun) return text
  return (
    <details className="guide-told">
      <summary>The story</summary>
      {text}
    </details>
  )
}

interface GoalProps {
  goal: Goal
  state: Standing | undefined
  current: boolean
  epochMs: number
}

function GoalItem({ goal, state, current, epochMs }: GoalProps) {
  if (state?.done)
    return (
      <li className="goal goal-done">
        <b aria-hidden="true">[x]</b>
        <div>
          {goal.text}
          <small>done at {timeOfDay(epochMs + (state.at ?? 0))}</small>
        </div>
      </li>
    )
  if (!current)
    return (
      <li className="goal goal-todo">
        <b aria-hidden="true">[ ]</b>
        <div>
          {goal.text}
          <span className="visually-hidden">, to do</span>
        </div>
      </li>
    )
  return <CurrentGoal goal={goal} why={state?.why ?? ''} />
}

/** The next goal comes into sight by itself when the one before it is reached. */
function CurrentGoal({ goal, why }: { goal: Goal; why: string }) {
  const item = useRef<HTMLLIElement>(null)
  const first = useSession((state) => state.session.progress.done.length === 0)
  useEffect(() => {
    const element = item.current
    const page = element?.closest('.guide-page')
    if (!element || !page || first) return
    // Also when something pushes from below: the current goal is always in sight.
    const show = () => element.scrollIntoView?.({ block: 'nearest' })
    show()
    if (typeof ResizeObserver === 'undefined') return
    const sizes = new ResizeObserver(show)
    sizes.observe(page)
    return () => sizes.disconnect()
  }, [first])
  return (
    <li className="goal goal-now" aria-current="step" ref={item}>
      <b aria-hidden="true">[&gt;]</b>
      <div>
        <strong>{goal.text}</strong>
        <p>{goal.detail}</p>
        <Hints key={goal.id} goal={goal} />
        <p className="goal-why">Not yet: {lowerFirst(why)}</p>
      </div>
    </li>
  )
}

/** Names such as nodeB and dX begin in lower case already; a sentence after a colon does too. */
const lowerFirst = (sentence: string): string =>
  /^(The|There|No) /.test(sentence) ? sentence[0]?.toLowerCase() + sentence.slice(1) : sentence

/** Two hints in words, then the command, ready to be put on the prompt. */
function Hints({ goal }: { goal: Goal }) {
  const [level, setLevel] = useState(0)
  const hidden = useSession((state) => state.hideHints)
  const setHidden = useSession((state) => state.setHideHints)
  const offer = useSession((state) => state.offerCommand)
  if (hidden)
    return (
      <button type="button" className="goal-hint" onClick={() => setHidden(false)}>
        Hints are hidden. Show them
      </button>
    )
  return (
    <div className="goal-hints">
      {goal.hints.slice(0, level).map((hint) => (
        <p key={hint}>{hint}</p>
      ))}
      {level > goal.hints.length ? (
        <div className="goal-command">
          <code>{goal.command}</code>
          <button type="button" onClick={() => offer(goal.command)}>
            Fill in
          </button>
        </div>
      ) : (
        <div className="goal-buttons">
          <button type="button" className="goal-hint" onClick={() => setLevel(level + 1)}>
            {level < goal.hints.length ? `Hint ${level + 1} of 3` : 'Show the command'}
          </button>
          {level === 0 ? (
            <button type="button" className="goal-quiet" onClick={() => setHidden(true)}>
              Hide hints
            </button>
          ) : null}
        </div>
      )}
    </div>
  )
}

/** What is said about the last wrong turn, until the next goal is reached or it is put away. */
function WrongTurn({ lab }: { lab: Lab }) {
  const progress = useSession((state) => state.session.progress)
  const undo = useSession((state) => state.undo)
  const [closed, setClosed] = useState('')
  const last = progress.wrong.at(-1)
  const turn = lab.wrongTurns.find((t) => t.id === last?.turn)
  const outlived = (progress.done.at(-1)?.at ?? -1) > (last?.at ?? 0)
  if (!turn || outlived || closed === turn.id) return null
  return (
    <div className="guide-wrong" role="status">
      <p>{turn.says}</p>
      <div className="goal-buttons">
        <button type="button" className="goal-hint" onClick={undo}>
          Take the last step back
        </button>
        <button type="button" className="goal-quiet" onClick={() => setClosed(turn.id)}>
          Go on
        </button>
      </div>
    </div>
  )
}

/** After the last goal: on to the next part, or once more, another way. */
function Finished({ lab }: { lab: Lab }) {
  const { open, startAgain } = useSession.getState()
  const release = useSession((state) => state.session.definition.release)
  const block = useRef<HTMLDivElement>(null)
  useEffect(() => block.current?.scrollIntoView?.({ block: 'nearest' }), [])
  const next = LABS[LABS.indexOf(lab) + 1]
  return (
    <div className="guide-finished" role="status" ref={block}>
      <p>
        All goals of this part are reached. The time strip holds every moment of it: click there to
        look at one again.
      </p>
      <div className="goal-buttons">
        {next ? (
          <button
            type="button"
            className="goal-hint"
            onClick={() => open({ ...next.start, release }, next.id)}
          >
            Go on to part {LABS.indexOf(next) + 1}: {next.title}
          </button>
        ) : null}
        <button type="button" className="goal-quiet" onClick={() => startAgain()}>
          Start this part again
        </button>
      </div>
    </div>
  )
}
