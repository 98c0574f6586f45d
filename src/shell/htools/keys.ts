/** Machine-readable output: lines of the form PREFIX_KEY=value (HTools/CLI.hs, printKeys). */

const quoted = (value: string): string => (/^[\p{L}\p{N}.]*$/u.test(value) ? value : `'${value}'`)

/** Lines for a shell to read; values with anything but letters, digits and dots stand in quotes. */
export const keyLines = (
  prefix: string,
  keys: readonly (readonly [key: string, value: string])[],
): string =>
  keys.map(([key, value]) => `${prefix}_${key.toUpperCase()}=${quoted(value)}\n`).join('')
