import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { act, openSession, passTime, type Session } from '../../../src/session/session.ts'
import { addressMove, type Belief, beliefsOf } from '../../../src/sim/cluster/beliefs.ts'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'

const open = (release: Release) => {
  let session = openSession(ENGINE, { ...EXERCISE, release })
  const named = (label: string): string =>
    Object.values(session.world.machines).find((m) => m.label.endsWith(label))?.name ?? label
  const go = (seconds: number, look: (s: Session) => void = () => {}) => {
    for (let i = 0; i < seconds * 10; i++) {
      session = passTime(session, session.now + 100)
      look(session)
    }
  }
  return {
    named,
    go,
    type: (node: string, text: string) => {
      session = act(session, { kind: 'line', terminal: named(node), text })
    },
    power: (node: string, to: 'on' | 'off') => {
      session = act(session, { kind: 'power', node: named(node), to })
    },
    believes: (node: string): Belief => beliefsOf(session.world, session.now)[named(node)]!,
    move: () => addressMove(session.world, session.now),
  }
}

describe.each(RELEASES)('who believes what in release %s', (release) => {
  it('is of one mind in a cluster at rest', () => {
    const lab = open(release)
    const { A, B } = { A: lab.believes('A'), B: lab.believes('B') }
    expect(A).toMatchObject({ masterDaemons: 'all', holdsAddress: true, asking: null })
    expect(B).toMatchObject({ masterDaemons: 'none', holdsAddress: false, asking: null })
    expect(B.believesMaster).toBe(A.believesMaster)
    expect(B.configSerial).toBe(A.configSerial)
    expect(lab.move()).toBeNull()
  })

  it('lets the address travel from the old master to the new one', () => {
    const lab = open(release)
    const seen: number[] = []
    const ways = new Set<string>()
    lab.type('B', 'gnt-cluster master-failover')
    lab.go(40, (s) => {
      const move = addressMove(s.world, s.now)
      if (!move) return
      seen.push(move.fraction)
      const holds = beliefsOf(s.world, s.now)[lab.named('B')]?.holdsAddress
      ways.add(`${move.from} to ${move.to}`)
      if (move.fraction < 1) ways.add(`there already: ${holds}`)
    })
    expect([...ways]).toEqual([`${lab.named('A')} to ${lab.named('B')}`, 'there already: false'])
    expect(seen.length).toBeGreaterThan(10)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBeGreaterThan(0.5)
    expect(lab.move()).toBeNull()
    expect(lab.believes('B')).toMatchObject({ masterDaemons: 'all', holdsAddress: true })
    expect(lab.believes('A')).toMatchObject({ masterDaemons: 'none', holdsAddress: false })
  })

  it('counts the votes of a master that boots alone', () => {
    const lab = open(release)
    lab.power('B', 'off')
    lab.power('C', 'off')
    lab.power('A', 'off')
    lab.go(2)
    lab.power('A', 'on')
    lab.go(35)
    const own = release === '2.11' ? 0 : 1
    expect(lab.believes('A').asking).toEqual({
      candidate: lab.named('A'),
      yes: own,
      no: 0,
      of: 2 + own,
    })
    lab.go(300)
    expect(lab.believes('A').asking).toBeNull()
    expect(lab.believes('A').holdsAddress).toBe(false)
  })
})
