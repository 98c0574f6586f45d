import { own } from '../lib/own.ts'
import type { AppState } from '../session/app-state.ts'
import { promptOf } from '../session/idle.ts'
import { type Together, terminalIn } from '../session/together.ts'
import { atShell } from '../shell/prompt.ts'
import type { Terminal } from '../sim/world.ts'
import { type EditedLine, emptyLine, lineOf } from './input/line-editor.ts'
import { ghostOf } from './output/greeting.ts'
import { printable } from './output/printable.ts'
import type { Live, Span } from './output/screen.ts'

/** A console's keyboard side: kept per node while another one is in front. */
export interface LineState {
  line: EditedLine
  /** The line that was typed last, and the inputs before it: it stays in sight until it is one of them. */
  sent: { text: string; inputs: AppState['session']['inputs'] } | null
  /** The last key was a Tab that changed nothing. */
  tabbed: boolean
}

/** What the console of a node shows: its terminal, or one's own login there. */
export const terminalOf = (state: AppState, node: string): Terminal | undefined =>
  own(state.session.world.terminals, terminalIn(state, node))

/** What stands on a prompt at which someone else types, as far as this page is told. */
function watchedLine({ typed }: Together, node: string): EditedLine {
  if (typed?.terminal !== node) return emptyLine
  return { ...lineOf(typed.text, ''), cursor: Math.min(typed.cursor, typed.text.length) }
}

/** The line that is being typed, as the screen shows it. `hint`: what is said behind a grey command. */
export function liveOf(state: AppState, node: string, edit: LineState, hint: string): Live {
  // On a slow line the commands come after the first Enter: until then the line stands where it was typed.
  const { together } = state
  const onItsWay = together
    ? edit.sent !== null && together.onTheirWay.includes(terminalIn(state, node))
    : edit.sent !== null && edit.sent.inputs === state.session.inputs
  const mine = onItsWay && edit.sent ? lineOf(edit.sent.text, '') : edit.line
  const line = together?.watches ? watchedLine(together, node) : mine
  const terminal = terminalOf(state, node)
  const prompt = promptOf(terminal)
  if (!terminal || terminal.stack.length === 0) return { before: [], after: [] }
  const shell = atShell(terminal)
  const start: Span[] =
    prompt === null
      ? []
      : [{ text: printable(prompt), ...(shell ? { shade: 'quiet' as const } : {}) }]
  const typed = line.text.slice(0, line.cursor)
  const rest = line.text.slice(line.cursor)
  if (line.search)
    return {
      before: [{ text: `(reverse-i-search)\`${line.search.wanted}': ${typed}` }],
      after: [{ text: rest }],
    }
  const ghost = shell && line.text === '' ? ghostOf(state, node) : ''
  if (ghost !== '')
    return {
      before: start,
      after: [
        { text: ghost, shade: 'quiet' },
        { text: hint, shade: 'hint' },
      ],
    }
  const shade = shell ? { shade: 'bold' as const } : {}
  return {
    before: [...start, { text: typed, ...shade }],
    after: rest === '' ? [] : [{ text: rest, ...shade }],
  }
}

/** What stands on the prompt, the grey command included. */
export const lineOn = (state: AppState, node: string, { line }: LineState): string =>
  line.text === '' && atShell(terminalOf(state, node)) ? ghostOf(state, node) : line.text

/** Whether a console may look different after a change of the store. */
export const concerns = (state: AppState, before: AppState): boolean =>
  state.session.world !== before.session.world ||
  state.session.shownLength !== before.session.shownLength ||
  state.rewrites !== before.rewrites ||
  state.together !== before.together ||
  state.offer !== before.offer ||
  state.hideHints !== before.hideHints
