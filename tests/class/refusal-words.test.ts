import { afterEach, expect, it } from 'vitest'
import { refusalInWords } from '../../src/class/page/refusal-words.ts'
import { language } from '../../src/lib/language/t.ts'

afterEach(() => {
  language.translate = undefined
})

it('a page says in its own language why the server refused something', () => {
  const floor = { is: 'floor', name: 'Anna' } as const
  expect(refusalInWords(floor)).toBe('Only Anna acts now: your instructor wants it so.')
  language.translate = (message, values) => `${message} | ${values.join()}`
  expect(refusalInWords(floor)).toBe('Only {0} acts now: your instructor wants it so. | Anna')
  expect(refusalInWords({ is: 'not stored', group: 'Group 1', problem: 'ENOSPC' })).toContain(
    '| Group 1,ENOSPC',
  )
})
