import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import type { Branch } from '../../../src/session/history/branches.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { saveOf } from '../../../src/session/save/save.ts'
import { act, openSession, passTime, type Session, seek } from '../../../src/session/session.ts'
import { A } from '../../support/nodes.ts'

const type = (session: Session, text: string) =>
  act(passTime(session, session.now + 5000), { kind: 'line', terminal: A, text })

/** A session with one branch: two lines, of which the second was typed differently. */
const session = type(
  seek(type(type(openSession(ENGINE, EXERCISE), 'hostname'), 'uptime'), 6000),
  'gnt-node list',
)
const open = (change: object) => {
  const save: unknown = JSON.parse(JSON.stringify({ ...saveOf(session), ...change }))
  return restore({ engine: ENGINE, renderCheck: null }, save, { ok: true, lab: null })
}
const branch = session.branches[0] as Branch
const withBranch = (change: object) => ({ branches: [{ ...branch, ...change }] })

describe('a save with branches', () => {
  it('opens with them', () => {
    const opened = open({})
    expect(opened.ok && opened.session.branches).toEqual(session.branches)
    expect(opened.ok && opened.session.way).toEqual({ id: 2, name: '' })
  })

  it('of an older version opens as a session with one way', () => {
    const opened = open({ way: undefined, branches: undefined, until: undefined })
    expect(opened.ok && opened.session).toMatchObject({ way: { id: 1 }, branches: [] })
    expect(opened.ok && opened.session.until).toBe(session.now)
  })

  it.each<[string, object, string]>([
    ['a number that two have', withBranch({ id: 2 }), 'two have the same number'],
    ['a branch on itself', withBranch({ on: 1 }), 'one does not lead to the present'],
    ['a branch on nothing', withBranch({ on: 9 }), 'one does not lead to the present'],
    ['no inputs', withBranch({ inputs: [] }), 'one has no inputs'],
    ['more shared than there is', withBranch({ shares: 7 }), 'one shares more than there is'],
    ['an end before its inputs', withBranch({ until: 0 }), 'the inputs of one are not in order'],
    ['inputs before those it shares', withBranch({ shares: 2 }), 'the inputs of one are not in'],
    ['a name without end', withBranch({ name: 'x'.repeat(100) }), 'branches'],
    ['nine of them', { branches: Array(9).fill(branch) }, 'there are more than 8'],
    ['no list', { branches: 'all' }, 'branches'],
    [
      'a node that is not there',
      withBranch({ inputs: [{ at: 9000, input: { kind: 'power', node: 'x', to: 'off' } }] }),
      'there is no x',
    ],
  ])('with %s is refused in a sentence', (_, change, why) => {
    const opened = open(change)
    expect(opened.ok ? '' : opened.error).toContain(why)
  })
})
