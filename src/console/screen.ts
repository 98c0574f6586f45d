import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import type { Emission } from '../sim/input.ts'
import { decorateEcho, decorateOutput, type Shade, shaded } from './decorate.ts'
import { printable, withoutTabs } from './printable.ts'

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

export const NOTHING: Live = { before: [], after: [] }

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

/** One terminal on the screen. Finished lines go up and stay; the live line is drawn anew with every change. */
export interface Screen {
  terminal: Terminal
  fit: () => void
  /** Wipes everything and writes what a terminal has shown so far. */
  rewrite: (greeting: string, shown: readonly Emission[], live: Live) => void
  /** Writes what has come since. */
  append: (shown: readonly Emission[], live: Live) => void
  setLive: (live: Live) => void
  /** Lets the live line stand, writes a text that is no output of the terminal, and begins a new live line. */
  interject: (text: string, live: Live) => void
  /** Ctrl-L: the live line moves to the top. */
  clear: () => void
  setTheme: (theme: ITheme) => void
  dispose: () => void
}

/** Lines kept above the visible ones. */
const SCROLLBACK = 5000

export function openScreen(element: HTMLElement, label: string, fontSize: number): Screen {
  const terminal = new Terminal({
    allowProposedApi: true,
    convertEol: true,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    fontFamily: '"JetBrains Mono Variable", "DejaVu Sans Mono", monospace',
    fontSize,
    fontWeight: 450,
    fontWeightBold: 700,
    lineHeight: 1.2,
    scrollback: SCROLLBACK,
    screenReaderMode: true,
    smoothScrollDuration: 0,
  })
  const fitter = new FitAddon()
  terminal.loadAddon(fitter)
  terminal.open(element)
  terminal.textarea?.setAttribute('aria-label', label)
  /** The last line of the output while it has no end yet. */
  let tail = ''
  let live = NOTHING

  const erase = (): string => `${up(rowsOf(tail + plain(live.before), terminal.cols))}\r\x1b[J`
  const draw = (): string => {
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
  const written = (shown: readonly Emission[]): string => {
    let out = ''
    for (const { stream, text } of shown) {
      if (stream === 'screen') {
        if (text === 'clear') {
          out += '\x1b[2J\x1b[3J\x1b[H'
          tail = ''
        }
        continue
      }
      const lines = (tail + withoutTabs(printable(text))).split('\n')
      tail = lines.pop() ?? ''
      const decorate = stream === 'echo' ? decorateEcho : decorateOutput
      for (const line of lines) out += `${decorate(line)}\n`
    }
    return out
  }
  return {
    terminal,
    fit: () => fitter.fit(),
    rewrite: (greeting, shown, next) => {
      terminal.reset()
      tail = ''
      live = next
      const text = `${greeting}${written(shown)}`
      terminal.write(`${text}${draw()}`)
    },
    append: (shown, next) => {
      const wipe = erase()
      const text = written(shown)
      live = next
      terminal.write(`${wipe}${text}${draw()}`)
    },
    setLive: (next) => {
      const wipe = erase()
      live = next
      terminal.write(`${wipe}${draw()}`)
    },
    interject: (text, next) => {
      tail = ''
      const lines = `\n${printable(text)}\n`
      live = next
      terminal.write(`${lines}${draw()}`)
    },
    clear: () => terminal.write(`\x1b[2J\x1b[H${draw()}`),
    setTheme: (theme) => {
      terminal.options.theme = theme
    },
    dispose: () => terminal.dispose(),
  }
}
