import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startTable } from '../../../src/sim/htools/balance/balance.ts'
import { exactScorer } from '../../../src/sim/htools/balance/scorer.ts'
import { trialOn } from '../../../src/sim/htools/balance/trial.ts'
import { type HailBehaviour, hailBehaviours } from '../../../src/sim/htools/behaviour.ts'
import { loadData, noLoadOptions, splitByGroup } from '../../../src/sim/htools/data.ts'
import { applyMove, changeBy, type Move } from '../../../src/sim/htools/hail/moves.ts'
import { clusterScore } from '../../../src/sim/htools/model/metrics.ts'
import { elements, type Instance } from '../../../src/sim/htools/model/model.ts'
import { parseClusterText } from '../../../src/sim/htools/text/parse.ts'

const folder = new URL('../../shell/htools/fixtures/', import.meta.url)

const groupOf = (name: string, behaviour: HailBehaviour) => {
  const snapshot = parseClusterText(readFileSync(new URL(`${name}.data`, folder), 'utf8'))
  if (!snapshot.ok) throw new Error(snapshot.error)
  const data = loadData(snapshot.value, behaviour, noLoadOptions)
  if (!data.ok) throw new Error(data.error)
  const [part] = splitByGroup(data.value.cluster)
  if (part === undefined) throw new Error('no group')
  return part
}

const movesOf = (inst: Instance, nodes: readonly number[]): Move[] => {
  const others = nodes.filter((node) => node !== inst.primary && node !== inst.secondary)
  if (inst.diskTemplate !== 'drbd') return others.map((node) => ({ kind: 'failoverToAny', node }))
  const kinds = [
    'replaceSecondary',
    'replacePrimary',
    'replaceAndFailover',
    'failoverAndReplace',
  ] as const
  return [
    { kind: 'failover' },
    ...others.flatMap((node) => kinds.map((kind): Move => ({ kind, node }))),
  ]
}

describe.each([
  ['small3b', '3.0'],
  ['five', '3.0'],
  ['fivetight', '3.0'],
  ['fivetight', '2.11'],
  ['ten_offline', '3.0'],
  ['ten_offline', '2.12'],
] as const)('on the cluster %s in %s', (name, release) => {
  const behaviour = hailBehaviours[release]
  const part = groupOf(name, behaviour)

  it.each([false, true])('a trial is the full simulation, move by move (force: %s)', (force) => {
    const trial = trialOn(part.nodes, part.instances, force, behaviour)
    const nodes = elements(part.nodes).map(({ index }) => index)
    let tried = 0
    for (const inst of elements(part.instances))
      for (const move of movesOf(inst, nodes)) {
        tried += 1
        const moved = applyMove(part.nodes, inst, move, { force, behaviour })
        const score = moved.ok
          ? clusterScore(elements(moved.value.nodes), behaviour.weights)
          : Number.POSITIVE_INFINITY
        const seen = trial?.(inst, move)
        if (Number.isFinite(score)) expect(seen).toBeCloseTo(score, 7)
        else expect(`${inst.name} ${move.kind} ${seen}`).toBe(`${inst.name} ${move.kind} Infinity`)
      }
    expect(tried).toBeGreaterThan(20)
  })

  it('the exact score of changed nodes is that of all nodes, to the last digit', () => {
    const scoreOf = exactScorer(part.nodes, behaviour.weights)
    for (const inst of elements(part.instances))
      for (const move of movesOf(inst, [0, 1])) {
        const change = changeBy(part.nodes, inst, move, { force: true, behaviour })
        const moved = applyMove(part.nodes, inst, move, { force: true, behaviour })
        if (!change.ok || !moved.ok) continue
        expect(scoreOf(change.value.changed)).toBe(
          clusterScore(elements(moved.value.nodes), behaviour.weights),
        )
      }
    expect(startTable(part.nodes, part.instances, behaviour).score).toBe(scoreOf([]))
  })
})
