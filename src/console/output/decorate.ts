/** Colours of the terminal's theme, as SGR parameters. */
const SGR = { bad: '1;31', warning: '33', hint: '1;34', quiet: '90', bold: '1' } as const
export type Shade = keyof typeof SGR

/** The text in a shade, as an escape sequence of the terminal; an empty text stays empty. */
export const shaded = (text: string, shade: Shade): string =>
  text === '' ? '' : `\x1b[${SGR[shade]}m${text}\x1b[0m`

const PROMPT = /^(\S+@\S+:\S*[#$] )(.*)$/s

/** A line that was typed: the shell's prompt steps back, the command stands out. */
export const decorateEcho = (line: string): string => {
  const parts = PROMPT.exec(line)
  return parts ? shaded(parts[1] ?? '', 'quiet') + shaded(parts[2] ?? '', 'bold') : line
}

/** Colour for the eye only: without it the line is what the program printed. */
export const decorateOutput = (line: string): string => {
  if (/^(\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}) +- WARNING: /.test(line) || /^WARNING: /.test(line))
    return shaded(line, 'warning')
  if (/^(Failure: |Error: )|^\S.* - ERROR: /.test(line)) return shaded(line, 'bad')
  return line.replace(/\bERROR_\w+/g, (word) => shaded(word, 'bad'))
}

/** Whether this was typed at a shell, not at a question. */
export const isShellEcho = (text: string): boolean => PROMPT.test(text)
