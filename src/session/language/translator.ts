import { IntlMessageFormat } from 'intl-messageformat'
import type { Translate } from '../../lib/language/t.ts'
import { long, mirrored } from './pseudo.ts'

/** From an English message to its translation, in ICU's message format: `{0}`, or a plural of it. */
export type Catalogue = Readonly<Record<string, string>>

/**
 * Each language is one file, `catalogues/de.json`. `npm run messages` prints what it has to translate. All are part
 * of this chunk, and it imports nothing of the page: the page waits for it before it evaluates its own modules.
 */
const CATALOGUES = new Map(
  Object.entries(
    import.meta.glob<Catalogue>('./catalogues/*.json', { import: 'default', eager: true }),
  ),
)

/** Translates by a catalogue. A message that it lacks stays English. */
export function byCatalogue(tag: string, catalogue: Catalogue): Translate {
  const translations = new Map(Object.entries(catalogue))
  const formats = new Map<string, IntlMessageFormat>()
  const formatOf = (message: string): IntlMessageFormat | undefined => {
    const known = formats.get(message)
    const translation = translations.get(message)
    if (known || !translation) return known
    const format = new IntlMessageFormat(translation, tag, undefined, { ignoreTag: true })
    formats.set(message, format)
    return format
  }
  return (message, values) => {
    const format = formatOf(message)
    return format
      ? String(format.format(Object.fromEntries(values.entries())))
      : message.replace(/\{(\d+)\}/g, (_, place) => `${values[Number(place)]}`)
  }
}

/** The translator of a language by its BCP 47 tag, or undefined where the page does not have that language. */
export function translatorOf(tag: string): Translate | undefined {
  if (tag === 'en-XA') return long
  if (tag === 'ar-XB') return mirrored
  const catalogue = CATALOGUES.get(`./catalogues/${tag}.json`)
  return catalogue && byCatalogue(tag, catalogue)
}
