import { useEffect, useRef } from 'react'
import type { Prose } from '../labs/lab.ts'
import { actions } from '../session/actions.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { QUESTIONS, type Question } from '../session/happened.ts'
import { useApp } from '../session/store.ts'
import { answerTo, forkOf } from './answers.ts'
import { Fork } from './Fork.tsx'
import { Said } from './Prose.tsx'
import { type Why, whyOf } from './why/why.ts'
import './answered.css'

/** Questions about a split of data or of the cluster itself. */
const GRAVE: Question['ask'][] = ['twice', 'split', 'masters']

/**
 * The answer to the last question, at the foot of the guide until it is closed. It follows the state of the
 * cluster.
 */
function Answered() {
  const asked = useApp((state) => state.asked)
  const world = useApp((state) => state.session.world)
  const now = useDisplayTime(1000)
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (asked) section.current?.focus()
  }, [asked])
  if (!asked) return null
  const fork = GRAVE.includes(asked.ask) ? forkOf(world, now, asked.about) : undefined
  const why = whyOf(asked, world)
  const close = () => {
    actions.ask(null)
    actions.focusTerminal()
  }
  return (
    <section
      ref={section}
      className={GRAVE.includes(asked.ask) ? 'guide-answer is-grave' : 'guide-answer'}
      tabIndex={-1}
      aria-labelledby="answer-title"
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <header>
        <h2 id="answer-title">{QUESTIONS[asked.ask]}</h2>
        <button type="button" className="button is-quiet" onClick={close}>
          Close
        </button>
      </header>
      {fork && <Fork fork={fork} />}
      {why ? (
        <Reasons why={why} />
      ) : (
        <p>
          <Said prose={withCommands(answerTo(asked, world))} />
        </p>
      )}
    </section>
  )
}

/** Commands and long options of a sentence as code, which no line breaks at a hyphen. */
const withCommands = (text: string): Prose =>
  text
    .split(/(gnt-[a-z]+(?: [a-z][a-z-]*[a-z])?|--[a-z]+(?:-[a-z]+)*)/)
    .map((part, i) => (i % 2 === 1 ? { code: part } : part))
    .filter((part) => part !== '')

/** What was asked, what Ganeti saw and what comes next, each under its own word. */
function Reasons({ why }: { why: Why }) {
  return (
    <dl className="guide-reasons">
      <dt>Asked</dt>
      <dd>
        <Said prose={withCommands(why.asked)} />
      </dd>
      <dt>Ganeti saw</dt>
      <dd>
        <Said prose={withCommands(why.saw)} />
      </dd>
      <dt>Next</dt>
      <dd>
        <Said prose={withCommands(why.next)} />
      </dd>
    </dl>
  )
}

export default Answered
