import { createElement, Fragment, type ReactNode } from 'react'
import { language, messageOf } from '../lib/language/t.ts'

/** Marks the place of a value in a translated message. */
const PLACE = /\u{F0000}(\d+)\u{F0001}/u

/** A message with elements in it, in the page's language: rich`Press ${<kbd>Esc</kbd>} to leave.` */
export function rich(strings: TemplateStringsArray, ...values: ReactNode[]): ReactNode {
  const { translate } = language
  if (!translate)
    return createElement(Fragment, null, ...strings.flatMap((part, i) => [part, values[i]]))
  const places = values.map((_, i) => `\u{F0000}${i}\u{F0001}`)
  const parts = translate(messageOf(strings), places).split(PLACE)
  return createElement(
    Fragment,
    null,
    ...parts.map((part, i) => (i % 2 === 0 ? part : values[Number(part)])),
  )
}
