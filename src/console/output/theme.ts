import type { ITheme } from '@xterm/xterm'

/** The terminal's colours, from the page's tokens as they are now. */
export function themeNow(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const ink = token('--term-ink')
  const quiet = token('--term-muted')
  return {
    background: token('--term-bg'),
    foreground: ink,
    cursor: ink,
    cursorAccent: token('--term-bg'),
    selectionBackground: token('--term-sel'),
    selectionForeground: ink,
    black: ink,
    red: token('--term-bad'),
    brightRed: token('--term-bad'),
    yellow: token('--term-warn'),
    brightYellow: token('--term-warn'),
    blue: token('--term-busy'),
    brightBlue: token('--term-busy'),
    brightBlack: quiet,
    white: ink,
    brightWhite: ink,
  }
}
