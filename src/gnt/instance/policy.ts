/**
 * What a planned instance breaks of an instance policy.
 * Source: IPOLICY_DEFAULTS in Ganeti's constants, ComputeIPolicySpecViolation in lib/cmdlib/common.py.
 */
import { own } from '../../lib/own.ts'
import type { InstanceConf, NodeName } from '../../sim/cluster/config.ts'
import { type OpContext, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { type Bounds, boundsOf } from '../query/fields/cluster-parameters.ts'

const NAMES = [
  'memory-size',
  'cpu-count',
  'nic-count',
  'spindle-use',
  'disk-size',
  'disk-count',
] as const

type Ranges = Record<(typeof NAMES)[number], readonly [number, number]>
/** An instance as a policy sees it: what its cards are does not matter. `be`: absent: they are not judged. */
export type Planned = Partial<Pick<InstanceConf, 'be'>> & {
  disks: readonly { sizeMib: number }[]
  nics: readonly unknown[]
}

/** What an instance breaks of bounds: where there are several, of those that it breaks least. */
export function policyViolations(planned: Planned, bounds: Bounds): string[] {
  const [least = []] = bounds
    .map((pair) => violationsOf(planned, rangesOf(pair)))
    .sort((a, b) => a.length - b.length)
  return least
}

const rangesOf = ({ min, max }: Bounds[number]): Ranges => {
  const entries = NAMES.map((name) => [name, [own(min, name) ?? 0, own(max, name) ?? 0]])
  return Object.fromEntries(entries) as Ranges
}

/** One sentence for each value out of its range, in Ganeti's order. */
function violationsOf({ be, disks, nics }: Planned, ranges: Ranges): string[] {
  const found: string[] = []
  const test = (name: keyof Ranges, value: number, qualifier = '') => {
    const [least, most] = ranges[name]
    if (value < least || value > most)
      found.push(`${name}${qualifier} value ${value} is not in range [${least}, ${most}]`)
  }
  if (be) test('memory-size', be.maxmemMib)
  if (be) test('cpu-count', be.vcpus)
  test('nic-count', nics.length)
  if (be) test('spindle-use', be.spindleUse)
  for (const [i, disk] of disks.entries()) test('disk-size', disk.sizeMib, `/${i}`)
  if (disks.length > 0) test('disk-count', disks.length)
  return found
}

/**
 * The refusal of a node in another group whose policy the instance breaks; undefined where it may go there. `ignore`:
 * it is only warned of (CheckTargetNodeIPolicy).
 */
export function refuseTargetPolicy<P, V>(
  op: OpContext<P, V>,
  instance: InstanceConf,
  node: NodeName,
  ignore: boolean,
): OpNext | undefined {
  const groupOf = (name: NodeName) => own(op.config.nodes, name)?.group ?? ''
  const target = groupOf(node)
  if (groupOf(instance.primary) === target) return undefined
  const violations = policyViolations(instance, boundsOf(op.config, own(op.config.groups, target)))
  if (violations.length === 0) return undefined
  const text = `Instance does not meet target node group's (${target}) instance policy: ${violations.join(', ')}`
  if (!ignore) return refuse('wrong_input', text, { is: 'policy' })
  op.warn(text)
  return undefined
}
