import { own } from '../lib/own.ts'
import { actions } from '../session/actions.ts'
import type { AppState } from '../session/app-state.ts'
import { whenLoaded } from '../session/loading.ts'
import { panels } from '../session/panels.ts'
import { atShell, promptOf } from '../session/rest.ts'
import { engineOf } from '../session/session.ts'
import { shownSince as allShownSince } from '../session/shown.ts'
import { useApp } from '../session/store.ts'
import type { Emission } from '../sim/input.ts'
import { completed, inColumns } from './completion.ts'
import { shaded } from './decorate.ts'
import { ghostOf, greetingOf, TAB_ENTER } from './greeting.ts'
import { takeKeylessInput, takePastes } from './keyless-input.ts'
import { type Key, keysOf } from './keys.ts'
import { type EditedLine, edited, emptyLine, lineOf } from './line-editor.ts'
import { TURN_LETTERS } from './pager.ts'
import { printable, printableLine } from './printable.ts'
import { type Live, openScreen, type Screen, type Span } from './screen.ts'
import { isNative, spokenEdit, spokenNames, spokenOutput } from './speech.ts'
import { openVoice, type Voice } from './voice.ts'

/** A console's keyboard side: kept per node while another one is in front. */
interface Desk {
  line: EditedLine
  /** The line that was typed last, and the inputs before it: it stays in sight until it is one of them. */
  sent: { text: string; inputs: AppState['session']['inputs'] } | null
  /** The last key was a Tab that changed nothing. */
  tabbed: boolean
}

export interface RunningConsole {
  screen: Screen
  /** Brings another node's console to the screen. */
  show: (node: string) => void
  focus: () => void
  /** What stands on the prompt of the one in front, the grey command included. */
  line: () => string
  /** As if these keys were pressed: a terminal's sequences. */
  press: (data: string) => void
  /** The element has another size: whatever is folded is folded anew. */
  fit: () => void
  dispose: () => void
}

function liveOf(state: AppState, node: string, desk: Desk): Live {
  // On a slow line the commands come after the first Enter: until then the line stands where it was typed.
  const onItsWay = desk.sent !== null && desk.sent.inputs === state.session.inputs
  const line = onItsWay && desk.sent ? lineOf(desk.sent.text, '') : desk.line
  const terminal = own(state.session.world.terminals, node)
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
        { text: TAB_ENTER, shade: 'hint' },
      ],
    }
  const shade = shell ? { shade: 'bold' as const } : {}
  return {
    before: [...start, { text: typed, ...shade }],
    after: rest === '' ? [] : [{ text: rest, ...shade }],
  }
}

/** The console that runs, and what it has taken note of. */
interface Running {
  screen: Screen
  voice: Voice
  /** What has been printed since something was said. */
  unsaid: string
  /** The node in front. */
  front: string
  desks: Map<string, Desk>
  seen: { rewrites: number; shown: number; offer: number }
  /** A Tab that waits for the commands, and the keys pressed since. */
  held: Key[]
}

function deskOf({ desks, front }: Running): Desk {
  const known = desks.get(front)
  if (known) return known
  const made: Desk = { line: emptyLine, sent: null, tabbed: false }
  desks.set(front, made)
  return made
}

const enterLine = (state: AppState, node: string, desk: Desk): void => {
  actions.setAhead(node, [...(own(state.ahead, node) ?? []), desk.line.text])
  desk.line = lineOf('', desk.line.cut)
}

const shownSince = ({ front }: Running, state: AppState, from: number): Emission[] =>
  allShownSince(state.session, from).filter((e) => e.terminal === front)

const lineOn = (state: AppState, node: string, { line }: Desk): string =>
  line.text === '' && atShell(own(state.session.world.terminals, node))
    ? ghostOf(state, node)
    : line.text

function rewrite(running: Running, state: AppState): void {
  const { screen, front } = running
  const name = front.split('.')[0]
  screen.terminal.textarea?.setAttribute('aria-label', `Console of ${name}`)
  const live = liveOf(state, front, deskOf(running))
  running.unsaid = ''
  screen.rewrite(
    `${shaded(greetingOf(state, front), 'quiet')}\n\n`,
    shownSince(running, state, 0),
    live,
  )
  running.seen = {
    ...running.seen,
    rewrites: state.rewrites,
    shown: state.session.shownLength,
  }
}

/** Brings the screen in step with the store. */
function update(running: Running, state: AppState): void {
  const { screen, front, seen } = running
  const desk = deskOf(running)
  if (state.offer && state.offer.number > seen.offer && state.offer.terminal === front) {
    desk.line = lineOf(printableLine(state.offer.text), desk.line.cut)
    seen.offer = state.offer.number
    // A program that reads would take the command for its answer: then it only stands there.
    if (state.offer.enter && atShell(own(state.session.world.terminals, front)))
      enterLine(state, front, desk)
    keepField(running, desk.line)
    screen.terminal.scrollToBottom()
  }
  if (state.rewrites !== seen.rewrites || state.session.shownLength < seen.shown)
    rewrite(running, state)
  else {
    const shown = shownSince(running, state, seen.shown)
    takeOffers(shown, desk)
    screen.append(shown, liveOf(state, front, desk))
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
  const { screen, front, voice } = running
  const terminal = own(state.session.world.terminals, front)
  const prompt = promptOf(terminal)
  if (running.unsaid === '' || (prompt === null && !screen.isPaging())) return
  // A question is said with what leads to it; the prompt of a shell is no news.
  const question = prompt === null || atShell(terminal) ? '' : printable(prompt)
  const said = screen.isPaging() ? screen.pageText() : spokenOutput(running.unsaid + question)
  running.unsaid = ''
  voice.say(said)
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
  const desk = deskOf(running)
  // Lines typed ahead wait in the store, so that a reload loses none.
  const [text, ...queue] = own(state.ahead, running.front) ?? []
  const reads = promptOf(own(state.session.world.terminals, running.front)) !== null
  if (text === undefined || running.screen.isPaging() || !reads) return
  actions.setAhead(running.front, queue)
  desk.sent = { text, inputs: state.session.inputs }
  actions.type(running.front, text)
  running.screen.setLive(liveOf(useApp.getState(), running.front, desk))
}

function handle(running: Running, keys: Key[]): void {
  const { screen, front } = running
  if (running.held.length > 0) {
    running.held.push(...keys)
    return
  }
  for (const [i, key] of keys.entries()) {
    if (screen.isPaging()) {
      const before = screen.pageText()
      leaf(key, front, screen)
      const after = screen.pageText()
      if (after !== before) running.voice.answer(after)
    } else {
      const desk = deskOf(running)
      if (key.kind === 'tab' && desk.line.text !== '' && !useApp.getState().engine) {
        running.held = keys.slice(i)
        return whenLoaded(() => handle(running, running.held.splice(0)))
      }
      const before = desk.line
      pressed(key, front, desk, running)
      answer(running, key, before, desk.line)
      // Before the line is drawn: a prompt without the line that was entered would look like its end.
      typeQueued(running)
      screen.setLive(liveOf(useApp.getState(), front, desk))
    }
  }
}

/** What a key has done, where the text field does not say it. */
function answer(running: Running, key: Key, before: EditedLine, after: EditedLine): void {
  if (key.kind === 'edit') {
    running.voice.answer(spokenEdit(key.edit, before, after))
    if (!isNative(key.edit) || before.search) keepField(running, after)
  } else if (key.kind === 'tab' && after.text !== before.text) {
    running.voice.answer(after.text)
    keepField(running, after)
  }
}

/** Keys that the browser's text field has not seen. */
function handleUnseen(running: Running, data: string): void {
  // The terminal does so for keys that it reads itself.
  running.screen.terminal.scrollToBottom()
  handle(running, keysOf(data))
  keepField(running, deskOf(running).line)
}

const concerns = (state: AppState, before: AppState): boolean =>
  state.session.world !== before.session.world ||
  state.session.shownLength !== before.session.shownLength ||
  state.rewrites !== before.rewrites ||
  state.offer !== before.offer ||
  state.hideHints !== before.hideHints

/** The size of letters that the style sheet gives the element in this window, in pixels. */
const fontSizeIn = (element: HTMLElement): number =>
  Number.parseFloat(getComputedStyle(element).fontSize) || 13

/** Runs the console in `element` on the store until it is disposed of. */
export function runConsole(element: HTMLElement, node: string): RunningConsole {
  const screen = openScreen(element, fontSizeIn(element))
  const offer = useApp.getState().offer?.number ?? 0
  const seen = { rewrites: -1, shown: 0, offer }
  const voice = openVoice(element)
  const running: Running = {
    screen,
    voice,
    unsaid: '',
    front: node,
    desks: new Map(),
    seen,
    held: [],
  }
  const leave = useApp.subscribe((state, before) => {
    if (concerns(state, before)) update(running, state)
  })
  screen.terminal.onData((data) => handle(running, keysOf(data)))
  const unpaste = takePastes(element, (text) => {
    handleUnseen(running, text)
    voice.answer(spokenOutput(text))
  })
  const unswipe = takeKeylessInput(element, (text) => handle(running, keysOf(text)))
  screen.fit()
  rewrite(running, useApp.getState())
  return {
    screen,
    show: (next) => {
      running.front = next
      running.seen.rewrites = -1
      update(running, useApp.getState())
    },
    focus: () => screen.terminal.focus(),
    line: () => lineOn(useApp.getState(), running.front, deskOf(running)),
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
      leave()
      unpaste()
      unswipe()
      voice.remove()
      screen.dispose()
    },
  }
}

/** A program may put a command on the next prompt: what was pasted with a "#" before it, for instance. */
function takeOffers(shown: Emission[], desk: Desk): void {
  for (const { stream, text } of shown)
    if (stream === 'screen' && text.startsWith('offer:'))
      desk.line = lineOf(printableLine(text.slice('offer:'.length)), desk.line.cut)
}

/** A key while a text is read page by page. */
function leaf(key: Key, node: string, screen: Screen): void {
  if (key.kind === 'interrupt') return actions.key(node, 'interrupt')
  if (key.kind === 'enter') return screen.turn('line down')
  if (key.kind === 'page') return screen.turn(key.to === 'up' ? 'page up' : 'page down')
  if (key.kind !== 'edit') return
  const { edit } = key
  if (edit.do === 'older') return screen.turn('line up')
  if (edit.do === 'newer') return screen.turn('line down')
  if (edit.do === 'home') return screen.turn('start')
  if (edit.do === 'end') return screen.turn('end')
  if (edit.do !== 'insert') return
  if (edit.text === 'q' || edit.text === 'Q') return actions.type(node, 'q')
  const turn = own(TURN_LETTERS, edit.text)
  if (turn) screen.turn(turn)
}

function pressed(key: Key, node: string, desk: Desk, running: Running): void {
  const state = useApp.getState()
  const terminal = own(state.session.world.terminals, node)
  if (!terminal || terminal.stack.length === 0) return
  const again = desk.tabbed
  desk.tabbed = false
  switch (key.kind) {
    case 'edit': {
      const history = atShell(terminal) ? (own(state.history, node) ?? []) : []
      desk.line = edited(desk.line, key.edit, history)
      return
    }
    case 'enter':
      return enterLine(state, node, desk)
    case 'plan':
      return panels.plan(node, lineOn(state, node, desk), 'console')
    case 'interrupt':
      actions.setAhead(node, [])
      desk.line = lineOf('', desk.line.cut)
      return actions.key(node, 'interrupt')
    case 'end-of-file':
      if (desk.line.text !== '') desk.line = edited(desk.line, { do: 'delete' }, [])
      else actions.key(node, 'end-of-file')
      return
    case 'page':
      return
    case 'clear':
      return running.screen.clear()
    case 'escape':
      desk.line = edited(desk.line, { do: 'leave search' }, [])
      return
    case 'tab':
      return tab(state, node, desk, running, again)
  }
}

function tab(state: AppState, node: string, desk: Desk, running: Running, again: boolean): void {
  const { screen, voice } = running
  if (!atShell(own(state.session.world.terminals, node))) return
  const { line } = desk
  const ghost = line.text === '' ? ghostOf(state, node) : ''
  if (ghost !== '') {
    desk.line = lineOf(ghost, line.cut)
    return
  }
  const found = engineOf(state).complete(state.session.world, node, line.text, line.cursor)
  const { text, cursor, list } = completed(line.text, line.cursor, found, again)
  desk.tabbed = text === line.text
  desk.line = { ...line, text, cursor, search: null, back: 0 }
  if (list.length === 0) return
  screen.interject(inColumns(list, screen.terminal.cols), liveOf(state, node, desk))
  voice.answer(spokenNames(list))
}
