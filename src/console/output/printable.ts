import { visible } from '../../lib/text/visible.ts'

/**
 * Text for the terminal: nothing in it acts as an escape sequence. Line ends and tabs stay; every other control
 * character is dropped; invisible characters are spelled out.
 */
export const printable = (text: string): string =>
  visible(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')

/** The same for one line that is typed: tabs become a blank. */
export const printableLine = (text: string): string => printable(text).replace(/[\t\n]+/g, ' ')

/** Tabs as blanks up to the next multiple of eight, so that a line's length is its width. */
export const withoutTabs = (line: string): string => {
  if (!line.includes('\t')) return line
  let out = ''
  for (const char of line) out += char === '\t' ? ' '.repeat(8 - (out.length % 8)) : char
  return out
}
