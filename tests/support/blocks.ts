import { expect } from 'vitest'

/** Lines of an output without clock times, and without what is measured while data are sent. */
export const lines = (text: string): string[] =>
  text
    .replace(/^[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4} /gm, '')
    .replace(/sent \d+M, 77\.2 MiB\/s, \d+%, ETA \d+s/g, 'sent 450M, 77.2 MiB/s, 21%, ETA 21s')
    .replace(/ +\d+\.\d+% done, (\d+m )?\d+s remaining/g, '  1.20% done, 1m 55s remaining')
    .split('\n')
    .filter((line) => line.trim() !== '')

const missing = (text: string, wanted: string[]): string[] => {
  const have = lines(text)
  let at = 0
  return wanted.filter((line) => {
    const found = have.indexOf(line, at)
    if (found >= 0) at = found + 1
    return found < 0
  })
}

/** All these lines occur, in this order. */
export const expectLines = (text: string, ...wanted: string[]) =>
  expect(missing(text, wanted), text).toEqual([])
