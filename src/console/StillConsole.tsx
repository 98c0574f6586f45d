import { own } from '../lib/own.ts'
import { promptOf } from '../session/idle.ts'
import { useApp } from '../session/store.ts'
import { terminalIn } from '../session/together.ts'
import { C_TAB_ENTER, ghostOf, greetingOf, TAB_ENTER } from './output/greeting.ts'
import { printable } from './output/printable.ts'

/**
 * What an untouched console shows, as text: it stands in the page until the terminal emulator is there, in the same
 * letters and in the same place. Empty once something has been typed or shown. `eager`: the emulator will take the focus.
 */
export function StillConsole({ node, eager }: { node: string; eager: boolean }) {
  const greeting = useApp((state) => greetingOf(state, node))
  const prompt = useApp((state) =>
    promptOf(own(state.session.world.terminals, terminalIn(state, node))),
  )
  const ghost = useApp((state) => ghostOf(state, node))
  const untouched = useApp(
    ({ session }) => session.inputs.length === 0 && session.shownLength === 0,
  )
  if (!untouched || prompt === null) return null
  return (
    <pre className="console-still" aria-hidden="true">
      <span className="is-quiet">{greeting}</span>
      {'\n\n'}
      <span className="is-quiet">
        {printable(prompt)}
        {ghost}
      </span>
      {ghost === '' ? null : <b>{eager ? TAB_ENTER : C_TAB_ENTER}</b>}
    </pre>
  )
}
