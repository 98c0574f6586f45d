import { describe, expect, it } from 'vitest'
import { type Ballot, electionOf } from '../../../src/gnt/daemons/vote.ts'
import { behaviourOf, type Release } from '../../../src/sim/releases.ts'

/** "B:A" is B voting for A, "B:" is B silent. */
const ballots = (text: string): Ballot[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [voter = '', master = ''] = word.split(':')
      return { voter, master: master === '' ? null : master }
    })

const verdict = (release: Release, text: string) =>
  electionOf(behaviourOf(release)).judge('A', ballots(text))

describe('the vote before the master daemon of 2.11 starts', () => {
  it.each([
    ['no other node', '', 'elected'],
    ['both others agree', 'B:A C:A', 'elected'],
    ['one agrees, one is silent', 'B:A C:', 'elected'],
    ['both are silent', 'B: C:', 'unclear'],
    ['the only other is silent', 'B:', 'unclear'],
    ['both say another person', 'B:B C:B', 'lost'],
    ['one says another person, one is silent', 'B:B C:', 'lost'],
  ])('%s', (_what, text, is) => {
    expect(verdict('2.11', text).is).toBe(is)
  })

  it('does not ask itself', () => {
    expect(electionOf(behaviourOf('2.11')).voters('A', ['A', 'B', 'C'])).toEqual(['B', 'C'])
  })

  it('says who got the votes', () => {
    expect(verdict('2.11', 'B:B C:B')).toEqual({
      is: 'lost',
      to: 'B',
      text: 'CRITICAL:root:It seems we are not the master (top-voted node is B with 2 out of 2 votes)',
    })
  })
})

describe('the vote of 2.12 and later', () => {
  it.each([
    ['alone in the cluster', 'A:A', 'elected'],
    ['two of three', 'A:A B:A C:', 'elected'],
    ['alone of three', 'A:A B: C:', 'unclear'],
    ['alone of two', 'A:A B:', 'unclear'],
    ['a tie', 'A:A B:B', 'lost'],
    ['two of three say another person', 'A:A B:B C:B', 'lost'],
  ])('%s', (_what, text, is) => {
    expect(verdict('3.0', text).is).toBe(is)
    expect(verdict('2.12', text).is).toBe(is)
  })

  it('says in 2.12 who was named, vote by vote', () => {
    expect(verdict('2.12', 'A:A B:B C:B')).toMatchObject({
      text: 'Failed to verify master status: Voting cannot be won by A, valid votes of 3 are ["A","B","B"]',
    })
  })

  it('says how the votes fell', () => {
    expect(verdict('3.0', 'A:A B:B C:B')).toEqual({
      is: 'lost',
      to: 'B',
      text: 'Failed to verify master status: Voting cannot be won by A, valid votes of 3 are [(1,"A"),(2,"B")]',
    })
  })
})
