import { useEffect, useRef } from 'react'
import { QUESTIONS } from '../session/happened.ts'
import { useSession } from '../session/store.ts'
import { answerTo } from './answers.ts'

/**
 * The answer to the question that was asked last: at the foot of the guide, until it is closed.
 * From the state of the cluster, so it changes with it.
 */
function Answered() {
  const asked = useSession((lab) => lab.asked)
  const world = useSession((lab) => lab.session.world)
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (asked) section.current?.focus()
  }, [asked])
  if (!asked) return null
  const close = () => {
    const { ask, openTerminal, terminal } = useSession.getState()
    ask(null)
    openTerminal(terminal)
  }
  return (
    <section
      ref={section}
      className="guide-answer"
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
      <p>{answerTo(asked, world)}</p>
    </section>
  )
}

export default Answered
