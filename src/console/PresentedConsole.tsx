import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import './console.css'
import { useId } from 'react'
import { shownBy } from '../session/history/terminal-output.ts'
import { useApp } from '../session/store.ts'
import { terminalIn } from '../session/together.ts'
import { shortName } from '../sim/cluster/display-names.ts'
import { lastOutput, rowsIn } from './output/last-output.ts'
import { TouchKeys } from './TouchKeys.tsx'
import { useConsole } from './use-console.tsx'

/** Rows of output that are shown; more can be scrolled to. */
const MOST_ROWS = 8
/** More than these are shown beside the words, not under them. */
const FEW_ROWS = 2
/** Columns that a projector has for sure, to count rows before a terminal has been measured. */
const COLUMNS = 96

/** How many rows the output of the last command takes, at most `MOST_ROWS`. */
const useRows = (node: string): number =>
  useApp((state) => {
    const output = lastOutput(shownBy(state.session), terminalIn(state, node))
    return Math.min(MOST_ROWS, rowsIn(output, COLUMNS))
  })

interface Props {
  dark: boolean
  /** It takes the keyboard at once. */
  eager?: boolean
  /** It shows what another window types, and takes no keys. */
  follows?: boolean
}

/** What the last command in the console in front has printed, for a projector, and a line to type on. */
export function PresentedConsole({ dark, eager = false, follows = false }: Props) {
  const node = useApp((state) => state.terminal)
  const power = useApp((state) => own(state.session.world.machines, node)?.power.is)
  const description = useId()
  const rows = useRows(node)
  const { holder, running } = useConsole({
    node,
    dark,
    leave: 'Escape',
    describedBy: description,
    eager,
    follows,
  })
  return (
    <section className="presented-lower" aria-label={t`Console`}>
      <div
        className={rows > FEW_ROWS ? 'presented-console is-tall' : 'presented-console'}
        style={{ '--output-rows': rows }}
      >
        <div
          className="presented-screen"
          dir="ltr"
          translate="no"
          ref={holder}
          hidden={power !== 'on'}
        />
        <p id={description} className="visually-hidden">
          {t`Escape leaves the console.`}
        </p>
        {power !== undefined && power !== 'on' && <p>{t`${shortName(node)} is ${power}.`}</p>}
      </div>
      {!follows && <TouchKeys node={node} press={(data) => running.current?.press(data)} />}
    </section>
  )
}
