import { describe, expect, it } from 'vitest'
import { hailBehaviours } from '../../../src/sim/htools/behaviour.ts'
import type { Move } from '../../../src/sim/htools/hail/moves.ts'
import { applyMove } from '../../../src/sim/htools/hail/moves.ts'
import { fixedPoint, showDouble } from '../../../src/sim/htools/haskell.ts'
import { loadCluster } from '../../../src/sim/htools/model/load.ts'
import {
  clusterScore,
  clusterStatistics,
  replaceNode,
  scoreOf,
} from '../../../src/sim/htools/model/metrics.ts'
import type { Cluster } from '../../../src/sim/htools/model/model.ts'
import { elements, find } from '../../../src/sim/htools/model/model.ts'
import type { ClusterSnapshot } from '../../../src/sim/htools/snapshot.ts'
import { threeNodes, withNode } from './three-nodes.ts'

const behaviour = hailBehaviours['3.0']

const load = (snapshot: ClusterSnapshot): Cluster => {
  const cluster = loadCluster(snapshot, behaviour)
  if (!cluster.ok) throw new Error(cluster.error)
  return cluster.value
}

const scoreAfter = (name: string, moves: readonly Move[], snapshot = threeNodes): string => {
  let { nodes, instances } = load(snapshot)
  let inst = elements(instances).find((found) => found.name === name)!
  for (const move of moves) {
    const moved = applyMove(nodes, inst, move, { force: false, behaviour })
    if (!moved.ok) throw new Error(moved.error)
    nodes = moved.value.nodes
    inst = moved.value.instance
  }
  return fixedPoint(clusterScore(elements(nodes), behaviour.weights), 8)
}

describe('the cluster score', () => {
  it('is the one that the real htools print for this cluster', () => {
    expect(scoreAfter('debianx', [])).toBe('4.09408701')
    expect(scoreAfter('debianx', [], withNode('nodeb', { offline: true }))).toBe('45.91056197')
  })

  it('follows moves as the real hbal prints them', () => {
    const failover = { kind: 'failover' } as const
    expect(scoreAfter('debiany', [failover])).toBe('1.09935795')
    expect(scoreAfter('debiany', [failover, { kind: 'replaceSecondary', node: 0 }])).toBe(
      '0.62821252',
    )
    expect(scoreAfter('debianx', [{ kind: 'replaceSecondary', node: 2 }])).toBe('3.55871680')
  })

  it('is nearly the same computed from scratch or for the changed node alone', () => {
    const { nodes, instances } = load(threeNodes)
    const moved = applyMove(
      nodes,
      find(instances, 1),
      { kind: 'failover' },
      { force: true, behaviour },
    )
    if (!moved.ok) throw new Error(moved.error)
    const after = moved.value.nodes
    const changed = [1, 2].reduce(
      (statistics, index) => replaceNode(statistics, find(nodes, index), find(after, index)),
      clusterStatistics(elements(nodes)),
    )
    const { weights } = behaviour
    expect(scoreOf(changed, weights)).toBeCloseTo(clusterScore(elements(after), weights), 7)
  })

  it('is not worse than before when a move is undone', () => {
    const there: Move[] = [{ kind: 'failover' }, { kind: 'failover' }]
    expect(scoreAfter('debianx', there)).toBe(scoreAfter('debianx', []))
  })
})

describe('numbers in messages', () => {
  it.each([
    [0, '0.00000000'],
    [4.5, '4.50000000'],
    [2.309060541, '2.30906054'],
    [0.000000005, '0.00000000'],
    [0.0000000051, '0.00000001'],
    [9.999999995, '10.00000000'],
    [1e-12, '0.00000000'],
    [123456.000000004, '123456.00000000'],
    [45.91056197, '45.91056197'],
  ])('%d is printed with eight decimals', (value, text) => {
    expect(fixedPoint(value, 8)).toBe(text)
  })

  it('rounds the digits one sees, and exactly half to the even digit, as the real one printed', () => {
    expect(fixedPoint(0.29625, 4)).toBe('0.2962')
    expect(fixedPoint(0.34625, 4)).toBe('0.3462')
    expect(fixedPoint(0.536875, 4)).toBe('0.5369')
    expect(fixedPoint(0.55555, 4)).toBe('0.5556')
  })

  it.each([
    [4, '4.0'],
    [0.5, '0.5'],
    [0.05, '5.0e-2'],
    [12_000_000, '1.2e7'],
    [0, '0.0'],
  ])('%d is shown as Haskell shows it', (value, text) => {
    expect(showDouble(value)).toBe(text)
  })
})
