import { afterEach, describe, expect, it } from 'vitest'
import { messages } from '../../../.ci/messages.ts'
import { language, t } from '../../../src/lib/language/t.ts'
import { long, mirrored } from '../../../src/session/language/pseudo.ts'
import { byCatalogue, translatorOf } from '../../../src/session/language/translator.ts'

afterEach(() => {
  language.translate = undefined
})

const copies = (n: number) => (n === 1 ? t`1 copy of ${'dX'}` : t`${n} copies of ${'dX'}`)

it('in English, a message is its sentence', () => {
  expect(copies(1)).toBe('1 copy of dX')
  expect(copies(3)).toBe('3 copies of dX')
})

describe('a catalogue', () => {
  it('has its own plurals and order of words', () => {
    language.translate = byCatalogue('pl', {
      '{0} copies of {1}': '{1}: {0, plural, few {# kopie} many {# kopii} other {# kopii}}',
    })
    expect([copies(3), copies(5)]).toEqual(['dX: 3 kopie', 'dX: 5 kopii'])
  })

  it('leaves in English what it lacks or has not translated', () => {
    language.translate = byCatalogue('de', { '1 copy of {0}': '' })
    expect([copies(1), copies(2)]).toEqual(['1 copy of dX', '2 copies of dX'])
  })

  it('takes what is typed as text, not as a message', () => {
    language.translate = byCatalogue('de', { 'You typed {0}': 'Eingabe: {0}' })
    expect(t`You typed ${'{0, plural, <b>'}`).toBe('Eingabe: {0, plural, <b>')
    expect(t`You said ${'{0}'}`).toBe('You said {0}')
  })

  it('is only there for languages that have one', () => {
    expect(translatorOf('constructor')).toBeUndefined()
    expect(translatorOf('__proto__')).toBeUndefined()
  })
})

describe('the pseudo-languages', () => {
  it('mark every letter and make each message two fifths longer', () => {
    const said = long('Go on from here', [])
    expect(said).not.toMatch(/[a-z]/i)
    expect(said).toHaveLength(Math.round('Go on from here'.length * 1.4))
  })

  it('leave values as they are, and keep them apart from the sentence', () => {
    expect(long('{0}', ['dX'])).toBe('\u2068dX\u2069')
    expect(mirrored('{0} is up', ['nodeA'])).toBe('\u2068nodeA\u2069 \u202eis\u202c \u202eup\u202c')
  })
})

it('every message of the page is found for the catalogues, and says something', () => {
  const found = messages()
  expect(found.size).toBeGreaterThan(1500)
  expect(found.get('Go on from here')).toEqual(['src/timeline/PastBanner.tsx'])
  const empty = [...found.keys()].filter(
    (message) => !/\p{L}/u.test(message.replace(/\{\d+\}/g, '')),
  )
  expect(empty).toEqual(['{0}: {1}'])
})
