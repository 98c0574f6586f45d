/**
 * Breaks text into lines as Python's textwrap does with its defaults: between words, after hyphens
 * inside words, and within a word only if the word is longer than a line. Usage texts and job
 * summaries were laid out by it.
 */

const LETTER = '[A-Za-z_]'
const WORD_OR_MARK = '[\\w!"\'&.,?]'

/** The pieces between which a line may break; together they are the text. */
const PIECE = new RegExp(
  [
    '\\s+',
    `(?<=${WORD_OR_MARK})-{2,}(?=\\w)`,
    `\\S+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${WORD_OR_MARK}-))(?=${LETTER}-?${LETTER})` +
      `|(?=\\s|$)|(?<=${WORD_OR_MARK})(?=-{2,}\\w))`,
  ].join('|'),
  'g',
)

const isBlank = (piece: string): boolean => piece.trim() === ''

/**
 * Where a word that is longer than a line is cut: after its last hyphen that fits, else where the
 * line ends.
 */
function cutAt(word: string, space: number): number {
  if (word.length <= space) return word.length
  const hyphen = word.lastIndexOf('-', space - 1)
  return hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : space
}

/** One line off the front of `pieces` (which it shortens), without blanks at its end. */
function takeLine(pieces: string[], width: number): string {
  let line = ''
  while (pieces[0] !== undefined && line.length + pieces[0].length <= width) line += pieces.shift()
  const next = pieces[0]
  if (next !== undefined && next.length > width) {
    const cut = cutAt(next, Math.max(1, width - line.length))
    line += next.slice(0, cut)
    pieces[0] = next.slice(cut)
    if (pieces[0] === '') pieces.shift()
  }
  return line.trimEnd()
}

/**
 * The lines of `text`, none longer than `width` characters; a tab counts as a blank. Blank text has
 * no lines.
 */
export function wrap(text: string, width: number): string[] {
  const pieces = text.replace(/\s/g, ' ').match(PIECE) ?? []
  const lines: string[] = []
  while (pieces.length > 0) {
    if (lines.length > 0 && isBlank(pieces[0] ?? '')) pieces.shift()
    if (pieces.length === 0) break
    const line = takeLine(pieces, Math.max(1, width))
    if (line !== '') lines.push(line)
  }
  return lines
}

/** The same as one text, its lines separated by line breaks. */
export const fill = (text: string, width: number): string => wrap(text, width).join('\n')
