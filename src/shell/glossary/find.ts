import { lazily } from '../../lib/lazily.ts'
import { literal } from '../../lib/text/literal.ts'
import { ALL_TERMS, type Term } from './terms.ts'

/** "Split-Brain", "split_brain" and "split  brain" are the same words. */
const plainly = (words: string): string =>
  words
    .trim()
    .toLowerCase()
    .replace(/[-_\s]+/g, ' ')

const BY_WORDS = lazily(() => {
  const table = new Map<string, Term>()
  for (const term of ALL_TERMS)
    for (const words of [...term.forms, term.name]) table.set(plainly(words), term)
  return table
})

/** The term of this name, or of another form of it: "locks", "Split-Brain". */
export const termNamed = (words: string): Term | undefined => BY_WORDS().get(plainly(words))

/** How a term is typed in a shell: in one word. */
export const typedName = ({ name }: Term): string => name.replaceAll(' ', '-')

/** A stretch of text, and the term that it is a form of. */
export interface Marked {
  text: string
  term?: Term
}

/** Every form, the longest first, as whole words. A hyphen or an underscore makes it part of another word. */
const FORMS = lazily(() => {
  const forms = ALL_TERMS.flatMap((term) => term.forms)
  const alternatives = forms
    .sort((a, b) => b.length - a.length)
    .map((form) => literal(form).replaceAll(' ', '\\s+'))
  return new RegExp(`(?<![\\w-])(?:${alternatives.join('|')})(?![\\w-])`, 'gi')
})

/** Splits text at the terms in it. A term in `seen` is left as it is; the others are added to `seen`. */
export function marked(text: string, seen: Set<Term>): Marked[] {
  const parts: Marked[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(FORMS())) {
    const term = termNamed(found)
    if (!term || seen.has(term)) continue
    seen.add(term)
    if (index > from) parts.push({ text: text.slice(from, index) })
    parts.push({ text: found, term })
    from = index + found.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
