import { own } from '../lib/own.ts'
import { promptOf } from '../session/rest.ts'
import { useApp } from '../session/store.ts'
import { ghostOf, greetingOf, TAB_ENTER } from './greeting.ts'
import { printable } from './printable.ts'

/**
 * What an untouched console shows, as text: it stands in the page until the terminal emulator is there, in the same
 * letters and in the same place. Empty once something has been typed or shown.
 */
export function StillConsole({ node }: { node: string }) {
  const greeting = useApp((state) => greetingOf(state, node))
  const prompt = useApp((state) => promptOf(own(state.session.world.terminals, node)))
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
      {ghost === '' ? null : <b>{TAB_ENTER}</b>}
    </pre>
  )
}
