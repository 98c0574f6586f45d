import type { MessageValue, Translate } from '../../lib/language/t.ts'

// Pseudo-languages show what a real one would: a text that was left out stays in plain letters, a layout that is too
// tight breaks, and a side that does not turn stands on the wrong side. Their tags are those of Unicode's CLDR.

const PLAIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const MARKED = 'ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŤÛṼŴẊÝŽåƀçđéƒĝĥîĵķļɱñöþǫŕšťûṽŵẋýž'

/** Values stand in isolation, so that the direction of a name does not turn the sentence around it. */
const isolated = (value: string): string => `\u2068${value}\u2069`

const filled = (message: string, values: readonly MessageValue[], text: (part: string) => string) =>
  message
    .split(/\{(\d+)\}/)
    .map((part, i) => (i % 2 === 0 ? text(part) : isolated(`${values[Number(part)]}`)))
    .join('')

/** Letters with marks, and two fifths more of them: as long as a sentence can become in another language. */
const lengthened = (part: string): string => {
  const marked = part.replace(/[a-z]/gi, (letter) => MARKED.charAt(PLAIN.indexOf(letter)))
  const more = Math.round(part.trim().length * 0.4)
  return more === 0 ? marked : marked.replace(/\s*$/, (end) => `${'·'.repeat(more)}${end}`)
}

/** English with marks, forty percent longer: `en-XA`. */
export const long: Translate = (message, values) => filled(message, values, lengthened)

/** English from right to left: `ar-XB`. */
export const mirrored: Translate = (message, values) =>
  filled(message, values, (part) => part.replace(/\S+/g, (word) => `\u202e${word}\u202c`))
