import { useEffect, useRef } from 'react'
import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { useDisplayTime } from '../../session/display-time.tsx'
import { asPictured } from '../../session/narration/as-pictured.ts'
import { QUESTIONS, type Question } from '../../session/narration/event-line.ts'
import { useApp } from '../../session/store.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { World } from '../../sim/world.ts'
import { showFromTop } from '../../ui/in-sight.ts'
import { MarkedText } from '../Prose.tsx'
import { type Why, whyOf } from '../why/why.ts'
import { answerTo, forkOf } from './answers.ts'
import { withCommands } from './commands.ts'
import { Fork } from './Fork.tsx'
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
    if (!asked) return
    showFromTop(section.current)
    section.current?.focus({ preventScroll: true })
  }, [asked])
  if (!asked) return null
  const fork = GRAVE.includes(asked.ask) ? forkOf(world, now, asked.about) : undefined
  const why = whyOf(asked, world)
  const words = { world, names: namesIn(world) }
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
          {t`Close`}
        </button>
      </header>
      {fork && <Fork fork={fork} />}
      {why ? (
        <Reasons why={why} {...words} />
      ) : (
        <p>
          <Sentence text={answerTo(asked, world)} {...words} />
        </p>
      )}
    </section>
  )
}

/** What can be a name in a command of this cluster. */
function namesIn(world: World): string[] {
  const config = newestConfig(world)
  const nodes = Object.values(world.machines).map(({ name }) => name)
  return [
    ...nodes,
    ...nodes.map((name) => asPictured(shortName(name), world)),
    ...Object.keys(config?.instances ?? {}),
    ...Object.keys(world.labels),
  ]
}

interface Words {
  world: World
  /** What can be a name in a command. */
  names: string[]
}

/** A sentence of an answer: its nodes as the picture names them, its commands as code. */
function Sentence({ text, world, names }: Words & { text: string }) {
  return <MarkedText prose={withCommands(asPictured(text, world), names)} />
}

/** What was asked, what Ganeti saw and what comes next, each under its own word. */
function Reasons({ why, ...words }: Words & { why: Why }) {
  return (
    <dl className="guide-reasons">
      <dt>{t`Asked`}</dt>
      <dd>
        <Sentence text={why.asked} {...words} />
      </dd>
      <dt>{t`Ganeti saw`}</dt>
      <dd>
        <Sentence text={why.saw} {...words} />
      </dd>
      <dt>{t`Next`}</dt>
      <dd>
        <Sentence text={why.next} {...words} />
      </dd>
    </dl>
  )
}

export default Answered
