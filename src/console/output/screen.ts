import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import type { Emission } from '../../sim/input.ts'
import { decorateEcho, decorateOutput, isShellEcho, type Shade, shaded } from './decorate.ts'
import { type Page, pageOf, statusOf, type Turn, turned, visibleLines } from './pager.ts'
import { printable, withoutTabs } from './printable.ts'
import { withStyleSheets } from './style-sheets.ts'

/** What stands at the end of the screen and is still being edited. */
export interface Live {
  /** The cursor stands between the two. `before` may have several lines, the last one without an end. */
  before: Span[]
  after: Span[]
}

export interface Span {
  /** Printable. */
  text: string
  shade?: Shade
}

const NOTHING: Live = { before: [], after: [] }

/** One terminal on the screen. Finished lines go up and stay; the live line is drawn again with every change. */
export interface Screen {
  terminal: Terminal
  fit: () => void
  /** Wipes everything and writes what a terminal has shown so far. */
  rewrite: (greeting: string, shown: readonly Emission[], live: Live) => void
  /** Writes what has come since. */
  append: (shown: readonly Emission[], live: Live) => void
  setLive: (live: Live) => void
  /** Lets the live line stand, writes a text that is not output of the terminal, and begins a new live line. */
  interject: (text: string, live: Live) => void
  /** Ctrl-L: the live line moves to the top. */
  clear: () => void
  /** Whether a text is shown page by page, over everything else. */
  isPaging: () => boolean
  /** What of that text is on the screen; empty where there is none. */
  pageText: () => string
  turn: (turn: Turn) => void
  setTheme: (theme: ITheme) => void
  dispose: () => void
}

/** What has been written so far, as far as the next write needs it. */
interface Paper {
  terminal: Terminal
  /** The last line of the output while it has no end yet. */
  tail: string
  live: Live
  page: Page | null
  /** Whether the page is on the screen. */
  paging: boolean
}

/** Lines kept above the visible ones. */
const SCROLLBACK = 5000

const plain = (spans: Span[]): string => spans.map((span) => span.text).join('')
const coloured = (spans: Span[]): string =>
  spans.map(({ text, shade }) => (shade ? shaded(text, shade) : text)).join('')

/** Rows from the first character down to the place after the last. */
const rowsOf = (text: string, columns: number): number =>
  text
    .split('\n')
    .reduce(
      (rows, line, i, all) =>
        rows +
        (i === all.length - 1
          ? Math.floor(line.length / columns)
          : Math.max(1, Math.ceil(line.length / columns))),
      0,
    )

const up = (rows: number): string => (rows > 0 ? `\x1b[${rows}A` : '')

const erase = ({ terminal, tail, live }: Paper): string =>
  `${up(rowsOf(tail + plain(live.before), terminal.cols))}\r\x1b[J`

function draw({ terminal, tail, live }: Paper): string {
  const { cols } = terminal
  const start = tail + plain(live.before)
  const whole = start + plain(live.after)
  const last = (text: string) => text.length - (text.lastIndexOf('\n') + 1)
  // A line that ends in the last column leaves the cursor on it: a blank moves it to the next row.
  const wrap = last(whole) > 0 && last(whole) % cols === 0 ? ' \r' : ''
  const text = `${tail}${coloured(live.before)}${coloured(live.after)}${wrap}`
  if (live.after.length === 0) return text
  return `${text}${up(rowsOf(whole, cols) - rowsOf(start, cols))}\x1b[${(last(start) % cols) + 1}G`
}

function instruct(paper: Paper, what: string): string {
  const { cols, rows } = paper.terminal
  if (what === 'pager') paper.page = pageOf('', cols, rows)
  if (what === 'pager end') paper.page = null
  if (what !== 'clear') return ''
  paper.tail = ''
  return '\x1b[2J\x1b[H'
}

/** The finished lines among what was shown, as they go to the terminal; the rest becomes the tail. */
function written(paper: Paper, shown: readonly Emission[]): string {
  const { cols, rows } = paper.terminal
  let out = ''
  for (const { stream, text } of shown) {
    if (stream === 'screen') {
      out += instruct(paper, text)
      continue
    }
    // A power cut takes a pager with it without a word.
    if (paper.page && stream === 'echo' && isShellEcho(text)) paper.page = null
    if (paper.page) {
      if (stream !== 'echo') paper.page = pageOf(paper.page.text + text, cols, rows)
      continue
    }
    const lines = (paper.tail + withoutTabs(printable(text))).split('\n')
    paper.tail = lines.pop() ?? ''
    const decorate = stream === 'echo' ? decorateEcho : decorateOutput
    for (const line of lines) out += `${decorate(line)}\n`
  }
  return out
}

/** The pager has the other screen, so that what was there before comes back with its end. */
function drawPage(paper: Paper): string {
  const { cols, rows } = paper.terminal
  if (!paper.page) {
    const end = paper.paging ? '\x1b[?1049l' : ''
    paper.paging = false
    return end
  }
  const begin = paper.paging ? '' : '\x1b[?1049h'
  paper.paging = true
  paper.page = pageOf(paper.page.text, cols, rows, paper.page.top)
  const lines = visibleLines(paper.page).join('\n')
  return `${begin}\x1b[H\x1b[2J${lines}\n\x1b[7m${statusOf(paper.page)}\x1b[0m`
}

const newTerminal = (fontSize: number): Terminal =>
  new Terminal({
    allowProposedApi: true,
    convertEol: true,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    fontFamily: '"JetBrains Mono Variable", "DejaVu Sans Mono", monospace',
    fontSize,
    fontWeight: 450,
    fontWeightBold: 700,
    lineHeight: 1.03,
    scrollback: SCROLLBACK,
    screenReaderMode: true,
    smoothScrollDuration: 0,
  })

/** Empties the screen and what was scrolled away (RIS). */
const RESET = '\x1bc'

const rewrite = (paper: Paper, greeting: string, shown: readonly Emission[], next: Live): void => {
  const top = paper.page?.top ?? 0
  Object.assign(paper, { tail: '', page: null, paging: false })
  const text = `${greeting}${written(paper, shown)}`
  paper.live = paper.page ? NOTHING : next
  if (paper.page) paper.page = { ...paper.page, top }
  // Behind what is still on its way to the screen, not before it.
  paper.terminal.write(`${RESET}${text}${paper.page ? drawPage(paper) : draw(paper)}`)
}

const append = (paper: Paper, shown: readonly Emission[], next: Live): void => {
  const wasPaging = paper.paging
  const wipe = erase(paper)
  const text = written(paper, shown)
  if (wasPaging && paper.page) return paper.terminal.write(drawPage(paper))
  paper.live = paper.page ? NOTHING : next
  if (paper.page) return paper.terminal.write(`${wipe}${text}${drawPage(paper)}`)
  paper.terminal.write(`${drawPage(paper)}${wipe}${text}${draw(paper)}`)
}

/** The size of letters that the style sheet gives the element in this window, in pixels. */
export const fontSizeIn = (element: HTMLElement): number =>
  Number.parseFloat(getComputedStyle(element).fontSize) || 13

/** Opens a terminal in the element. */
export function openScreen(element: HTMLElement, fontSize: number): Screen {
  const terminal = newTerminal(fontSize)
  const fitter = new FitAddon()
  terminal.loadAddon(fitter)
  withStyleSheets(() => terminal.open(element))
  const paper: Paper = { terminal, tail: '', live: NOTHING, page: null, paging: false }
  return {
    terminal,
    fit: () => fitter.fit(),
    rewrite: (greeting, shown, next) => rewrite(paper, greeting, shown, next),
    append: (shown, next) => append(paper, shown, next),
    setLive: (next) => {
      if (paper.page) return
      const wipe = erase(paper)
      paper.live = next
      terminal.write(`${wipe}${draw(paper)}`)
    },
    interject: (text, next) => {
      paper.tail = ''
      paper.live = next
      terminal.write(`\n${printable(text)}\n${draw(paper)}`)
    },
    clear: () => terminal.write(`\x1b[2J\x1b[H${draw(paper)}`),
    isPaging: () => paper.page !== null,
    pageText: () => {
      if (!paper.page) return ''
      const { lines, top, rows } = paper.page
      return [...lines.slice(top, top + rows), statusOf(paper.page)].join('\n')
    },
    turn: (turn) => {
      if (paper.page) paper.page = turned(paper.page, turn)
      terminal.write(drawPage(paper))
    },
    setTheme: (theme) => {
      terminal.options.theme = theme
    },
    dispose: () => terminal.dispose(),
  }
}
