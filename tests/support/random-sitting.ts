import fc from 'fast-check'
import type { Input } from '../../src/sim/input.ts'
import type { World } from '../../src/sim/world.ts'

/** What a random learner does next; names are filled in when the World is known. */
export interface Move {
  afterMs: number
  make: (world: World) => Input
}

const LINES = [
  'gnt-instance list -o name,pnode,snodes,status',
  'gnt-node list',
  'gnt-instance migrate -f debianX',
  'gnt-instance migrate -f debianY',
  'gnt-instance failover -f debianX',
  'gnt-instance failover -f --ignore-consistency debianY',
  'gnt-instance replace-disks -n nodeC debianX',
  'gnt-instance replace-disks -I . debianY',
  'gnt-instance replace-disks -s debianX',
  'gnt-instance move -f -n nodeC debianZ',
  'gnt-instance startup debianX',
  'gnt-instance shutdown debianX',
  'gnt-instance activate-disks debianY',
  'gnt-node modify --drained=yes nodeB',
  'gnt-node modify --drained=no nodeB',
  'gnt-node modify --offline=yes nodeB',
  'gnt-node add --readd nodeB',
  'gnt-node evacuate -f -s nodeB',
  'gnt-cluster verify',
  'gnt-cluster verify-disks',
  'gnt-cluster master-failover',
  'gnt-job list | tail -3',
  'yes',
  'y',
]

const nodeAt = (world: World, index: number): string => {
  const names = Object.keys(world.machines)
  return names[index % names.length] ?? ''
}

const someNode = fc.nat({ max: 2 })

const line = fc.tuple(fc.constantFrom(...LINES), fc.constantFrom(0, 0, 0, 1, 2)).map(
  ([text, node]) =>
    (world: World): Input => ({ kind: 'line', terminal: nodeAt(world, node), text }),
)
const key = fc.tuple(someNode, fc.constantFrom('interrupt' as const, 'end-of-file' as const)).map(
  ([node, k]) =>
    (world: World): Input => ({ kind: 'key', terminal: nodeAt(world, node), key: k }),
)
const power = fc.tuple(someNode, fc.constantFrom('on' as const, 'off' as const)).map(
  ([node, to]) =>
    (world: World): Input => ({ kind: 'power', node: nodeAt(world, node), to }),
)
const cable = fc.tuple(someNode, fc.constantFrom('in' as const, 'out' as const)).map(
  ([node, is]) =>
    (world: World): Input => ({ kind: 'cable', node: nodeAt(world, node), is }),
)
const link = fc.tuple(someNode, someNode, fc.constantFrom('cut' as const, 'whole' as const)).map(
  ([a, b, is]) =>
    (world: World): Input => ({
      kind: 'link',
      nodes: [nodeAt(world, a), nodeAt(world, b === a ? a + 1 : b)],
      is,
    }),
)
const disk = fc
  .tuple(someNode, fc.constantFrom('failed' as const, 'full' as const, 'whole' as const))
  .map(
    ([node, is]) =>
      (world: World): Input => ({ kind: 'volume group', node: nodeAt(world, node), is }),
  )

/** A move of a learner or of fate: mostly commands, some faults. */
export const someMove: fc.Arbitrary<Move> = fc.record({
  afterMs: fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 90_000 })),
  make: fc.oneof(
    { weight: 12, arbitrary: line },
    { weight: 1, arbitrary: key },
    { weight: 2, arbitrary: power },
    { weight: 1, arbitrary: cable },
    { weight: 1, arbitrary: link },
    { weight: 1, arbitrary: disk },
  ),
})
