import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import { causeOf } from '../labs/drill.ts'
import { hintsOf } from '../labs/effort.ts'
import { commandsOf, type Goal, type Prose } from '../labs/lab.ts'
import type { Standing } from '../labs/progress.ts'
import { timeOfDay } from '../lib/clock.ts'
import { t } from '../lib/language/t.ts'
import { actions } from '../session/actions.ts'
import { effortActions } from '../session/labs/effort-actions.ts'
import { nodeNamed } from '../session/labs/lab-steps.ts'
import { lazyPart } from '../session/loading/lazy-part.tsx'
import { asPictured } from '../session/narration/as-pictured.ts'
import { usePanels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'
import { scrollWhereSeen } from '../ui/in-sight.ts'
import { BeginAgain, BeginHere, ShowGoal } from './Begin.tsx'
import { MarkedText } from './Prose.tsx'
import { PlanButton } from './plan/PlanButton.tsx'

const Choose = lazyPart(() => import('./Choose.tsx'))
const Diagnose = lazyPart(() => import('./Diagnose.tsx'))

interface GoalProps {
  goal: Goal
  state: Standing | undefined
  current: boolean
  epochMs: number
  /** What went wrong, under the current goal. */
  notices?: ReactNode
}

/** One goal: done, with the time; the current one, with its help; or still to do. */
export function GoalItem({ goal, state, current, epochMs, notices }: GoalProps) {
  const shown = useApp(({ session }) => session.effort.gaveUp && 'diagnosed' in goal.needs)
  if (state?.done)
    return (
      <li className={state.risky ? 'goal goal-done goal-risky' : 'goal goal-done'}>
        <b aria-hidden="true">{state.risky ? '[!]' : '[x]'}</b>
        <div>
          {goal.text}
          <small>
            {state.played ? t`played for you` : t`done at ${timeOfDay(epochMs + (state.at ?? 0))}`}
            {state.risky ? t`, the risky way` : shown ? t`, shown to you` : ''}
          </small>
        </div>
        <BeginHere goal={goal} />
      </li>
    )
  if (!current)
    return (
      <li className="goal goal-todo">
        <b aria-hidden="true">[ ]</b>
        <div>
          {goal.text}
          <span className="visually-hidden">{t`, to do`}</span>
        </div>
        <BeginHere goal={goal} />
      </li>
    )
  return <CurrentGoal goal={goal} why={state?.why ?? ''} notices={notices} />
}

/** Whether something stands at the foot of the guide. */
const isReading = (): boolean =>
  useApp.getState().asked !== null || usePanels.getState().foot !== null

/** The current goal. It scrolls into view when the one before it is reached. */
function CurrentGoal({
  goal,
  why,
  notices,
}: Pick<GoalProps, 'goal' | 'notices'> & { why: string }) {
  const item = useRef<HTMLLIElement>(null)
  const first = useApp((state) => state.session.progress.done.length === 0)
  const world = useApp((state) => state.session.world)
  useEffect(() => {
    const element = item.current
    const page = element?.closest('.guide-page')
    if (!element || !page || first) return
    // Keep it in view also when a panel below takes room.
    const show = () => scrollWhereSeen(element)
    show()
    if (typeof ResizeObserver === 'undefined') return
    // Where the page scrolls as a whole, an answer that is read stays where it is.
    const sizes = new ResizeObserver(() => {
      if (getComputedStyle(page).overflowY !== 'visible' || !isReading()) show()
    })
    sizes.observe(page)
    return () => sizes.disconnect()
  }, [first])
  return (
    <li className="goal goal-now" aria-current="step" ref={item}>
      <b aria-hidden="true">[&gt;]</b>
      <div>
        <strong>{goal.text}</strong>
        <p>
          <MarkedText prose={goal.detail} />
        </p>
        <Suspense>
          {goal.choose ? <Choose labels={goal.choose} /> : null}
          {'diagnosed' in goal.needs ? <Diagnose /> : null}
        </Suspense>
        <Hints key={goal.id} goal={goal} />
        <p className="goal-why">{t`Not yet: ${lowerFirst(asPictured(why, world))}`}</p>
        <div className="goal-buttons goal-ways">
          <ShowGoal goal={goal} />
          <BeginAgain goal={goal} className="button is-wrapping is-quiet" />
        </div>
      </div>
      <div className="goal-notices">{notices}</div>
    </li>
  )
}

/** Lets a sentence follow a colon. Names such as nodeB and dX start in lower case already. */
const lowerFirst = (sentence: string): string =>
  /^(The|There|That|This|No|Not|Nothing|Part|Too|You|Something|Two|Only|More|Fewer) /.test(sentence)
    ? sentence[0]?.toLowerCase() + sentence.slice(1)
    : sentence

/** Hints in words, then the commands, which a button puts on the prompt. */
function Hints({ goal }: { goal: Goal }) {
  const level = useApp((state) => hintsOf(state.session.effort, goal.id))
  const hidden = useApp((state) => state.hideHints)
  const release = useApp((state) => state.session.definition.release)
  const commands = commandsOf(goal, release)
  const hints = useHints(goal, commands)
  if (hidden)
    return (
      <button
        type="button"
        className="button is-wrapping"
        onClick={() => actions.setHideHints(false)}
      >
        {t`Show hints`}
      </button>
    )
  const steps = hints.length + Math.min(1, commands.length)
  return (
    <div className="goal-hints">
      {hints.slice(0, level).map((hint, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hints come one after the other
        <p key={i}>
          <MarkedText prose={hint} />
        </p>
      ))}
      {level > hints.length
        ? // biome-ignore lint/suspicious/noArrayIndexKey: the commands of a goal never change places
          commands.map((command, i) => <FillIn key={i} command={command} on={goal.on} />)
        : null}
      <div className="goal-buttons">
        {level < steps ? (
          <button
            type="button"
            className="button is-wrapping"
            onClick={() => effortActions.openHint(goal.id, level + 1)}
          >
            {level < hints.length
              ? t`Show hint ${level + 1} of ${steps}`
              : commands.length > 1
                ? t`Show the commands`
                : t`Show the command`}
          </button>
        ) : null}
        {level > 0 ? (
          <button
            type="button"
            className="button is-wrapping is-quiet"
            onClick={() => actions.setHideHints(true)}
          >
            {t`Hide hints`}
          </button>
        ) : null}
      </div>
    </div>
  )
}

/**
 * The goal's own hints; while the learner looks for a drill's cause, also those of the cause. A hint that is a command of
 * the goal comes as that command, with its buttons.
 */
function useHints(goal: Goal, commands: readonly string[]): Prose[] {
  const lab = useApp((state) => state.session.lab)
  const { release, seed = 1 } = useApp((state) => state.session.definition)
  const cause = lab && 'diagnosed' in goal.needs ? causeOf(lab, release, seed) : undefined
  const hints = [...goal.hints, ...(cause?.hints ?? [])]
  return hints.filter(([piece, ...more]) => more.length > 0 || !commands.some((c) => c === piece))
}

/** A command with two buttons: one puts it on the right prompt, the other also runs it. */
function FillIn({ command, on }: { command: string; on: string | undefined }) {
  const master = useApp((state) => state.session.definition.master)
  const world = useApp((state) => state.session.world)
  const node = nodeNamed(world, on ?? master)
  return (
    <>
      <div className="goal-command">
        <code>{command}</code>
        <button type="button" onClick={() => actions.offerCommand(command, node)}>
          {t`Fill in`}
        </button>
        <button type="button" onClick={() => actions.offerCommand(command, node, { enter: true })}>
          {t`Run`}
        </button>
      </div>
      <PlanButton line={command} terminal={node} />
    </>
  )
}
