import { language } from '../../lib/language/t.ts'
import { loadChunk } from '../loading/load-chunk.ts'

// Imported before anything that says something: a message may be a constant of its module. The page and its worker
// each have their own.

/** The language that the address asks for: `?language=de`. */
const tag = new URLSearchParams(globalThis.location?.search).get('language')

if (tag !== null) {
  const { translatorOf } = await loadChunk(() => import('./translator.ts'))
  language.translate = translatorOf(tag)
  if (language.translate && 'document' in globalThis) {
    document.documentElement.lang = tag
    document.documentElement.dir = /^(ar|fa|he|ur)\b/.test(tag) ? 'rtl' : 'ltr'
  }
}
