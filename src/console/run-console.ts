import { own } from '../lib/own.ts'
import { actions } from '../session/actions.ts'
import type { AppState } from '../session/app-state.ts'
import { shownSince as allShownSince } from '../session/history/terminal-output.ts'
import { promptOf } from '../session/idle.ts'
import { whenLoaded } from '../session/loading/engine-loader.ts'
import { panels } from '../session/panels.ts'
import { tellTyped, useTypedLine } from '../session/projector/typed-line.ts'
import { engineOf } from '../session/session.ts'
import { useApp } from '../session/store.ts'
import { terminalIn } from '../session/together.ts'
import { atShell } from '../shell/prompt.ts'
import type { Emission } from '../sim/input.ts'
import { completed, inColumns } from './input/completion.ts'
import { takeKeylessInput, takePastes } from './input/keyless-input.ts'
import { type Key, keysOf } from './input/keys.ts'
import { type EditedLine, edited, emptyLine, lineOf } from './input/line-editor.ts'
import { pressOnPage } from './input/page-key.ts'
import { hasTouchKeys } from './input/touch.ts'
import { concerns, type LineState, lineOn, liveOf, terminalOf } from './live.ts'
import { shaded } from './output/decorate.ts'
import { C_TAB_ENTER, ghostOf, greetingOf, TAB_ENTER } from './output/greeting.ts'
import { type LiveRegion, openLiveRegion } from './output/live-region.ts'
import { printable, printableLine } from './output/printable.ts'
import { fontSizeIn, openScreen, type Screen } from './output/screen.ts'
import { isNative, spokenEdit, spokenNames, spokenOutput } from './output/speech.ts'

export interface RunningConsole {
  screen: Screen
  /** Brings another node's console to the screen. */
  show: (node: string) => void
  focus: () => void
  /** What stands on the prompt of the one in front, the grey command included. */
  line: () => string
  /** As if these keys were pressed: a terminal's sequences. */
  press: (data: string) => void
  /** The element has another size: whatever is folded is folded again. */
  fit: () => void
  dispose: () => void
}

/** The console that runs, and what it has taken note of. */
interface Running {
  screen: Screen
  liveRegion: LiveRegion
  /** What has been printed since something was said. */
  unsaid: string
  /** The node in front. */
  front: string
  lineStates: Map<string, LineState>
  seen: { rewrites: number; shown: number; offer: number; terminal: string }
  /** A Tab that waits for the commands, and the keys pressed since. */
  held: Key[]
  /** It takes no keys. */
  follows: boolean
  /** What ends with it: subscriptions and listeners. */
  ends: (() => void)[]
}

function lineStateOf({ lineStates, front }: Running): LineState {
  const known = lineStates.get(front)
  if (known) return known
  const made: LineState = { line: emptyLine, sent: null, tabbed: false }
  lineStates.set(front, made)
  return made
}

/** What to press for the grey command. Under a finger, the keys below the console work wherever the focus is. */
function hintOf({ screen: { terminal }, follows }: Running): string {
  if (follows || useApp.getState().together?.watches) return ''
  return document.activeElement === terminal.textarea || hasTouchKeys() ? TAB_ENTER : C_TAB_ENTER
}

/** The line in front, as the screen shows it. */
const liveLine = (running: Running, state: AppState) =>
  liveOf(state, running.front, lineStateOf(running), hintOf(running))

const enterLine = (state: AppState, node: string, edit: LineState): void => {
  actions.enter(node, [...(own(state.ahead, node) ?? []), edit.line.text])
  edit.line = lineOf('', edit.line.cut)
}

const shownSince = ({ front }: Running, state: AppState, from: number): Emission[] =>
  allShownSince(state.session, from).filter((e) => e.terminal === terminalIn(state, front))

function rewrite(running: Running, state: AppState): void {
  const { screen, front } = running
  const name = front.split('.')[0]
  screen.terminal.textarea?.setAttribute('aria-label', `Console of ${name}`)
  const greeting = `${shaded(greetingOf(state, front), 'quiet')}\n\n`
  running.unsaid = ''
  screen.rewrite(greeting, shownSince(running, state, 0), liveLine(running, state))
  running.seen = {
    ...running.seen,
    terminal: terminalIn(state, front),
    rewrites: state.rewrites,
    shown: state.session.shownLength,
  }
}

/** Brings the screen in step with the store. */
function update(running: Running, state: AppState): void {
  const { screen, front, seen } = running
  const edit = lineStateOf(running)
  if (state.offer && state.offer.number > seen.offer && state.offer.terminal === front) {
    edit.line = lineOf(printableLine(state.offer.text), edit.line.cut)
    seen.offer = state.offer.number
    // A program that reads would take the command for its answer: then it only stands there.
    if (state.offer.enter && atShell(terminalOf(state, front))) enterLine(state, front, edit)
    keepField(running, edit.line)
    screen.terminal.scrollToBottom()
  }
  const elsewhere = terminalIn(state, front) !== seen.terminal
  if (elsewhere || state.rewrites !== seen.rewrites || state.session.shownLength < seen.shown)
    rewrite(running, state)
  else {
    const shown = shownSince(running, state, seen.shown)
    takeOffers(shown, edit)
    screen.append(shown, liveLine(running, state))
    running.seen = { ...seen, shown: state.session.shownLength }
    hear(running, shown)
    tell(running, state)
  }
  typeQueued(running)
}

/** Output is collected until its command has ended or asks something. */
function hear(running: Running, shown: Emission[]): void {
  for (const { stream, text } of shown)
    if (stream !== 'echo' && stream !== 'screen') running.unsaid += printable(text)
}

function tell(running: Running, state: AppState): void {
  const { screen, front, liveRegion } = running
  const terminal = terminalOf(state, front)
  const prompt = promptOf(terminal)
  if (running.unsaid === '' || (prompt === null && !screen.isPaging())) return
  // A question is said with what leads to it; the prompt of a shell is no news.
  const question = prompt === null || atShell(terminal) ? '' : printable(prompt)
  const said = screen.isPaging() ? screen.pageText() : spokenOutput(running.unsaid + question)
  running.unsaid = ''
  liveRegion.say(said)
}

/** The browser's text field, from which a reader says typed keys, has to hold the line that they change. */
function keepField({ screen: { terminal } }: Running, { text, cursor }: EditedLine): void {
  const field = terminal.textarea
  if (!field || field.value === text) return
  field.value = text
  field.setSelectionRange(cursor, cursor)
}

function typeQueued(running: Running): void {
  const state = useApp.getState()
  const edit = lineStateOf(running)
  // Lines typed ahead wait in the store, so that a reload loses none.
  const [text, ...queue] = own(state.ahead, running.front) ?? []
  const reads = promptOf(terminalOf(state, running.front)) !== null
  // The one before it has not come back: whatever it starts may read this one, or nothing.
  if (state.together?.onTheirWay.includes(terminalIn(state, running.front))) return
  if (text === undefined || running.screen.isPaging() || !reads) return
  actions.setAhead(running.front, queue)
  edit.sent = { text, inputs: state.session.inputs }
  actions.type(running.front, text)
  running.screen.setLive(liveLine(running, useApp.getState()))
}

function handle(running: Running, keys: Key[]): void {
  const { screen, front } = running
  // Who looks on has no keyboard.
  if (useApp.getState().together?.watches) return
  if (running.held.length > 0) {
    running.held.push(...keys)
    return
  }
  for (const [i, key] of keys.entries()) {
    if (screen.isPaging()) {
      const before = screen.pageText()
      pressOnPage(key, front, screen)
      const after = screen.pageText()
      if (after !== before) running.liveRegion.answer(after)
    } else {
      const edit = lineStateOf(running)
      if (key.kind === 'tab' && edit.line.text !== '' && !useApp.getState().engine) {
        running.held = keys.slice(i)
        return whenLoaded(() => handle(running, running.held.splice(0)))
      }
      const before = edit.line
      pressed(key, front, edit, running)
      answer(running, key, before, edit.line)
      // Before the line is drawn: a prompt without the line that was entered would look like its end.
      typeQueued(running)
      screen.setLive(liveLine(running, useApp.getState()))
    }
  }
  publish(running)
}

/** What a key has done, where the text field does not say it. */
function answer(running: Running, key: Key, before: EditedLine, after: EditedLine): void {
  if (key.kind === 'edit') {
    running.liveRegion.answer(spokenEdit(key.edit, before, after))
    if (!isNative(key.edit) || before.search) keepField(running, after)
  } else if (key.kind === 'tab' && after.text !== before.text) {
    running.liveRegion.answer(after.text)
    keepField(running, after)
  }
}

/** Keys that the browser's text field has not seen. */
function handleUnseen(running: Running, data: string): void {
  // The terminal does so for keys that it reads itself.
  running.screen.terminal.scrollToBottom()
  handle(running, keysOf(data))
  keepField(running, lineStateOf(running).line)
}

/** Runs the console in `element` on the store until it is disposed of. */
export function runConsole(
  element: HTMLElement,
  node: string,
  { follows = false } = {},
): RunningConsole {
  const screen = openScreen(element, fontSizeIn(element))
  const offer = useApp.getState().offer?.number ?? 0
  const liveRegion = openLiveRegion(element)
  const running: Running = {
    screen,
    liveRegion,
    unsaid: '',
    front: node,
    lineStates: new Map(),
    seen: { rewrites: -1, shown: 0, offer, terminal: node },
    held: [],
    follows,
    ends: [],
  }
  running.ends.push(
    useApp.subscribe((state, before) => {
      if (!concerns(state, before)) return
      update(running, state)
      if (!follows) publish(running)
    }),
  )
  if (follows) return followed(running, element)
  screen.terminal.onData((data) => handle(running, keysOf(data)))
  const redraw = () => hintAgain(running)
  element.addEventListener('focusin', redraw)
  element.addEventListener('focusout', redraw)
  running.ends.push(
    takePastes(element, (text) => {
      handleUnseen(running, text)
      liveRegion.answer(spokenOutput(text))
    }),
    takeKeylessInput(element, (text) => handle(running, keysOf(text))),
    () => element.removeEventListener('focusin', redraw),
    () => element.removeEventListener('focusout', redraw),
  )
  screen.fit()
  rewrite(running, useApp.getState())
  return controls(running, element)
}

/** Where the focus comes or goes, other keys lead to the grey command. */
function hintAgain(running: Running): void {
  const state = useApp.getState()
  const isEmpty = lineStateOf(running).line.text === ''
  if (isEmpty && ghostOf(state, running.front) !== '')
    running.screen.setLive(liveLine(running, state))
}

/** What the page does with a console that runs. */
function controls(running: Running, element: HTMLElement): RunningConsole {
  const { screen } = running
  return {
    screen,
    show: (next) => {
      running.front = next
      update(running, useApp.getState())
    },
    focus: () => screen.terminal.focus(),
    line: () => lineOn(useApp.getState(), running.front, lineStateOf(running)),
    press: (data) => handleUnseen(running, data),
    fit: () => {
      const { cols, rows, options } = screen.terminal
      const fontSize = fontSizeIn(element)
      if (options.fontSize !== fontSize) options.fontSize = fontSize
      const { viewportY, baseY } = screen.terminal.buffer.active
      screen.fit()
      // Who was at the end stays there: otherwise what comes next would come out of sight.
      if (viewportY === baseY) screen.terminal.scrollToBottom()
      const folds = screen.terminal.cols !== cols
      if (folds || (screen.isPaging() && screen.terminal.rows !== rows))
        rewrite(running, useApp.getState())
    },
    dispose: () => {
      for (const end of running.ends) end()
      running.liveRegion.remove()
      screen.dispose()
    },
  }
}

/** Tells a window that follows what is being typed. */
function publish(running: Running): void {
  const { text, cursor } = lineStateOf(running).line
  tellTyped({ terminal: running.front, text, cursor })
}

/** A console that shows what is typed in another window, and takes no keys. */
function followed(running: Running, element: HTMLElement): RunningConsole {
  const { screen } = running
  screen.terminal.options.disableStdin = true
  const take = () => {
    const { line } = useTypedLine.getState()
    if (line?.terminal !== running.front) return
    const desk = lineStateOf(running)
    desk.line = { ...lineOf(line.text, ''), cursor: line.cursor }
    screen.setLive(liveLine(running, useApp.getState()))
  }
  running.ends.push(useTypedLine.subscribe(take))
  screen.fit()
  rewrite(running, useApp.getState())
  take()
  return { ...controls(running, element), press: () => undefined, focus: () => undefined }
}

/** A program may put a command on the next prompt: what was pasted with a "#" before it, for instance. */
function takeOffers(shown: Emission[], edit: LineState): void {
  for (const { stream, text } of shown)
    if (stream === 'screen' && text.startsWith('offer:'))
      edit.line = lineOf(printableLine(text.slice('offer:'.length)), edit.line.cut)
}

function pressed(key: Key, node: string, edit: LineState, running: Running): void {
  const state = useApp.getState()
  const terminal = terminalOf(state, node)
  if (!terminal || terminal.stack.length === 0) return
  const again = edit.tabbed
  edit.tabbed = false
  switch (key.kind) {
    case 'edit': {
      const history = atShell(terminal) ? (own(state.history, node) ?? []) : []
      edit.line = edited(edit.line, key.edit, history)
      return
    }
    case 'enter':
      return enterLine(state, node, edit)
    case 'plan':
      return panels.plan(node, lineOn(state, node, edit), 'console')
    case 'interrupt':
      actions.setAhead(node, [])
      edit.line = lineOf('', edit.line.cut)
      return actions.key(node, 'interrupt')
    case 'end-of-file':
      if (edit.line.text !== '') edit.line = edited(edit.line, { do: 'delete' }, [])
      else actions.key(node, 'end-of-file')
      return
    case 'clear':
      return running.screen.clear()
    case 'escape':
      edit.line = edited(edit.line, { do: 'leave search' }, [])
      return
    case 'tab':
      return tab(state, node, edit, running, again)
  }
}

function tab(
  state: AppState,
  node: string,
  edit: LineState,
  running: Running,
  again: boolean,
): void {
  const { screen, liveRegion } = running
  if (!atShell(terminalOf(state, node))) return
  const { line } = edit
  const ghost = line.text === '' ? ghostOf(state, node) : ''
  if (ghost !== '') {
    edit.line = lineOf(ghost, line.cut)
    return
  }
  const found = engineOf(state).complete(state.session.world, node, line.text, line.cursor)
  const { text, cursor, list } = completed(line.text, line.cursor, found, again)
  edit.tabbed = text === line.text
  edit.line = { ...line, text, cursor, search: null, back: 0 }
  if (list.length === 0) return
  screen.interject(inColumns(list, screen.terminal.cols), liveLine(running, state))
  liveRegion.answer(spokenNames(list))
}
