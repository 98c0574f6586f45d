import { describe, expect, it } from 'vitest'
import { addressMove, type Belief, beliefsOf } from '../../../src/sim/cluster/beliefs.ts'
import { RELEASES } from '../../../src/sim/releases.ts'
import { type Sitting, sitting } from '../../support/driver.ts'

const believes = (at: Sitting, node: string): Belief => {
  const belief = beliefsOf(at.world(), at.now())[at.named(node)]
  if (!belief) throw new Error(`nothing is known of ${node}`)
  return belief
}

const move = (at: Sitting) => addressMove(at.world(), at.now())

describe.each(RELEASES)('who believes what in release %s', (release) => {
  it('is of one mind in a cluster at rest', () => {
    const lab = sitting({ release })
    const { A, B } = { A: believes(lab, 'nodeA'), B: believes(lab, 'nodeB') }
    expect(A).toMatchObject({ masterDaemons: 'all', holdsAddress: true, asking: null })
    expect(B).toMatchObject({ masterDaemons: 'none', holdsAddress: false, asking: null })
    expect(B.believesMaster).toBe(A.believesMaster)
    expect(B.configSerial).toBe(A.configSerial)
    expect(move(lab)).toBeNull()
  })

  it('lets the address travel from the old master to the new one', () => {
    const lab = sitting({ release })
    const seen: number[] = []
    const ways = new Set<string>()
    lab.enter('gnt-cluster master-failover', 'nodeB')
    for (let tenths = 0; tenths < 400; tenths++) {
      const moving = move(lab.wait(0.1))
      if (!moving) continue
      seen.push(moving.fraction)
      ways.add(`${moving.from} to ${moving.to}`)
      if (moving.fraction < 1) ways.add(`there already: ${believes(lab, 'nodeB').holdsAddress}`)
    }
    expect([...ways]).toEqual([
      `${lab.named('nodeA')} to ${lab.named('nodeB')}`,
      'there already: false',
    ])
    expect(seen.length).toBeGreaterThan(10)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBeGreaterThan(0.5)
    expect(move(lab)).toBeNull()
    expect(believes(lab, 'nodeB')).toMatchObject({ masterDaemons: 'all', holdsAddress: true })
    expect(believes(lab, 'nodeA')).toMatchObject({ masterDaemons: 'none', holdsAddress: false })
  })

  it('counts the votes of a master that boots alone', () => {
    const lab = sitting({ release })
    lab.power('nodeB', 'off')
    lab.power('nodeC', 'off')
    lab.power('nodeA', 'off')
    lab.wait(2)
    lab.act({ kind: 'power', node: lab.named('nodeA'), to: 'on' })
    lab.wait(35)
    const own = release === '2.11' ? 0 : 1
    expect(believes(lab, 'nodeA').asking).toEqual({
      candidate: lab.named('nodeA'),
      yes: own,
      no: 0,
      of: 2 + own,
    })
    lab.wait(300)
    expect(believes(lab, 'nodeA').asking).toBeNull()
    expect(believes(lab, 'nodeA').holdsAddress).toBe(false)
  })
})
