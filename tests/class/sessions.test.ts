import { expect, it } from 'vitest'
import { NOTHING_PLAYED, playEntry, playTo } from '../../src/class/log/play.ts'
import { earlierSessions } from '../../src/class/log/sessions.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { type Deed, line, logOf, START } from './log.ts'
import { LABS } from './network.ts'

const LATER: readonly Deed[] = [
  [5000, '1', line('gnt-node list')],
  // It cannot be opened, so the one before it goes on.
  [1000, '', { do: 'lab', lab: 'no-such-lab', release: '2.11' }],
  [90_000, '1', line('gnt-instance migrate -f dX')],
]

it('each lab of a log before the present one is a session of its own, as it was in the end', () => {
  const log = logOf(
    ...START,
    ...LATER,
    [70_000, '', { do: 'lab', lab: 'maintenance', release: '2.11' }],
    // Nothing was done in it.
    [1000, '', { do: 'lab', lab: null, release: '2.11' }],
    [1000, '1', line('gnt-instance list')],
    [1000, '', { do: 'lab', lab: 'crash', release: '2.11' }],
    [1000, '1', line('gnt-instance list')],
  )
  const sessions = [...earlierSessions(ENGINE, LABS, log)]
  expect(sessions.map(({ lab, inputs }) => [lab?.id, inputs.length])).toEqual([
    ['crash', 2],
    [undefined, 1],
  ])
  const upTo = log.slice(0, START.length + LATER.length)
  const live = playTo(
    upTo.reduce((played, entry) => playEntry(ENGINE, LABS, played, entry), NOTHING_PLAYED),
    log[upTo.length]?.at ?? 0,
  )
  expect(digestOf(sessions[0]?.world)).toBe(digestOf(live.session?.world))
  expect(sessions[0]?.now).toBe(live.session?.now)
})
