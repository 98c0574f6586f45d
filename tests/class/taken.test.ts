import { describe, expect, it } from 'vitest'
import type { GroupAction } from '../../src/class/log/entry.ts'
import { NOTHING_PLAYED, type PlayedLog, playEntry } from '../../src/class/log/play.ts'
import { takenBy } from '../../src/class/log/taken.ts'
import { nameIn, takenInWords } from '../../src/class/page/people.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { type Deed, line, logOf, START } from './log.ts'
import { asMember, LABS } from './network.ts'

const played = (...deeds: readonly Deed[]): PlayedLog =>
  logOf(...START, ...deeds).reduce(
    (before, entry) => playEntry(ENGINE, LABS, before, entry),
    NOTHING_PLAYED,
  )

const BREAKS: GroupAction = {
  do: 'input',
  input: asMember('', { kind: 'cable', node: 'nodeC', is: 'out' }),
}
const backTo = (keep: number): GroupAction => ({ do: 'back', keep, now: 3_600_000 })

const MEMBERS = [
  { seat: '1', name: 'Anna', here: true, node: '', hand: false },
  { seat: '2', name: '', here: true, node: '', hand: false },
]

describe('what a group takes back', () => {
  const three = played(
    [1000, '1', line('gnt-node list', '1')],
    [1000, '2', line('gnt-job list', '2')],
    [1000, '', BREAKS],
  )

  it('has the seats of those who did it', () => {
    const steps = { is: 'back', many: 3, step: 'gnt-node list', of: ['1', '2'] }
    expect(takenBy(backTo(0), three)).toEqual(steps)
    expect(takenBy(backTo(1), three)).toEqual({
      ...steps,
      ...{ many: 2, step: 'gnt-job list', of: ['2'] },
    })
  })

  it('does not name what the instructor has broken', () => {
    expect(takenBy(backTo(2), three)).toEqual({ is: 'back', many: 1, step: null, of: [] })
    expect(takenBy(backTo(3), three)).toBeNull()
  })

  it('is of the same people when it is done again, and after others have acted', () => {
    const back = played(
      [1000, '1', line('gnt-node list', '1')],
      [1000, '2', line('gnt-job list', '2')],
      [1000, '1', backTo(0)],
      [1000, '1', { do: 'redo' }],
    )
    const again = { is: 'again', many: 1, step: 'gnt-job list', of: ['2'] }
    expect(takenBy({ do: 'redo' }, back)).toEqual(again)
    const [, , , , , , , , other] = logOf(
      ...START,
      ...Array<Deed>(5).fill([1000, '3', line('date', '3')]),
    )
    if (!other) throw new Error('there is no other entry')
    expect(playEntry(ENGINE, LABS, back, { ...other, at: back.at }).doers).toEqual(['1', '3'])
  })

  it('is said with names, and with seats where names are hidden', () => {
    const one = { is: 'back', many: 1, step: 'halt', of: ['1'] } as const
    expect(takenInWords(one, '1', MEMBERS)).toBe('took back halt')
    expect(takenInWords(one, '2', MEMBERS)).toBe('took back halt (by Anna)')
    expect(takenInWords({ ...one, many: 4, of: ['1', '2', ''] }, '1', MEMBERS)).toBe(
      'took back 4 steps (by Anna, Member 2 and the instructor), from halt on',
    )
    expect(takenInWords({ ...one, is: 'again', step: null }, '', MEMBERS)).toBe(
      'did a step again (by Anna)',
    )
    expect(nameIn(MEMBERS, '')).toBe('The instructor')
  })
})
