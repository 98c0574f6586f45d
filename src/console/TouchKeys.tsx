import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { promptOf } from '../session/idle.ts'
import { useApp } from '../session/store.ts'
import { terminalIn } from '../session/together.ts'

/** Keys that the keyboard of a phone lacks, or that are wanted without opening it; each with what a terminal sends. */
const KEYS: readonly [name: string, data: string, shown?: string][] = [
  ['Tab', '\t'],
  [t`Left`, '\x1b[D', '←'],
  [t`Right`, '\x1b[C', '→'],
  [t`Up`, '\x1b[A', '↑'],
  [t`Down`, '\x1b[B', '↓'],
  ['y', 'y'],
  ['n', 'n'],
  ['q', 'q'],
  ['Ctrl-C', '\x03'],
  ['Ctrl-D', '\x04'],
]

/** The word that a question wants in full, since `y` is not an answer to it. */
const wordAsked = (prompt: string | null): string | null => {
  if (prompt === null) return null
  if (prompt.includes("uppercase 'yes'")) return 'YES'
  return /'yes'|\(yes\//.test(prompt) ? 'yes' : null
}

interface KeysProps {
  node: string
  press: (data: string) => void
  /** Without it there is no key for the plan of the line. */
  onPlan?: () => void
}

/** A row of keys below a console: for fingers, and in narrow windows. Elsewhere the style sheet hides it. */
export function TouchKeys({ node, press, onPlan }: KeysProps) {
  const word = useApp((state) =>
    wordAsked(promptOf(own(state.session.world.terminals, terminalIn(state, node)))),
  )
  return (
    <div
      className="console-keys"
      role="toolbar"
      aria-label={t`Keys`}
      // The focus stays where it is, and with it the keyboard of the screen: open or closed.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
    >
      {KEYS.map(([name, data, shown]) => (
        <button
          key={name}
          type="button"
          aria-label={shown ? name : undefined}
          onClick={() => press(data)}
        >
          {shown ?? name}
        </button>
      ))}
      {word !== null && (
        <button type="button" onClick={() => press(word)}>
          {word}
        </button>
      )}
      {onPlan && (
        <button type="button" className="is-long" onClick={onPlan}>
          {t`What would it do?`}
        </button>
      )}
      <button type="button" className="is-long is-main" onClick={() => press('\r')}>
        {t`Enter`}
      </button>
    </div>
  )
}
