import { describe, expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { cardOf } from '../../src/labs/lab.ts'

describe('the card of a lab', () => {
  it('says of every built-in lab what it teaches, in one sentence, and how many minutes it takes', () => {
    for (const lab of allLabs()) {
      const { teaches, minutes } = cardOf(lab)
      expect(teaches, lab.id).toMatch(/^[A-Z][^.]+\.$/)
      expect(minutes, lab.id).toBeGreaterThan(0)
    }
  })

  it('leaves out what a lab from outside does not say', () => {
    const [lab] = allLabs()
    if (!lab) throw new Error('there is no lab')
    const { teaches: _, minutes: _minutes, ...silent } = lab
    expect(Object.keys(cardOf(silent))).toEqual(['id', 'order', 'title', 'summary', 'releases'])
  })
})
