import { own } from '../../lib/own.ts'
import { linkKey, machineOf, type World } from '../world.ts'
import type { NodeName } from './config.ts'
import type { Machine } from './machine.ts'

/** How the connection between two nodes is, cables aside. */
export type WireState = 'cut' | 'slow' | 'whole'

/** Since when a machine drops what comes from another or goes there; undefined: it does not. */
const droppedSince = (machine: Machine | undefined, other: Machine | undefined) =>
  machine?.firewall?.find(({ ip }) => ip === other?.ip)?.since

/** Since when two nodes, given in either order, have been cut off from each other; undefined: they are not. */
export function cutSince(world: World, a: NodeName, b: NodeName): number | undefined {
  const [one, other] = [own(world.machines, a), own(world.machines, b)]
  return own(world.cutLinks, linkKey(a, b)) ?? droppedSince(one, other) ?? droppedSince(other, one)
}

/**
 * The state of the connection between two nodes, given in either order. A cable that is pulled out does not
 * count here.
 */
export const wireBetween = (world: World, a: NodeName, b: NodeName): WireState => {
  if (cutSince(world, a, b) !== undefined) return 'cut'
  return own(world.slowLinks, linkKey(a, b)) === undefined ? 'whole' : 'slow'
}

/** Pairs of nodes between which packets are dropped, as `linkKey` writes them. */
const filteredLinks = ({ machines }: World): string[] =>
  Object.values(machines).flatMap((machine) =>
    (machine.firewall ?? []).flatMap(({ ip }) =>
      Object.values(machines).flatMap((other) =>
        other.ip === ip && other !== machine ? [linkKey(machine.name, other.name)] : [],
      ),
    ),
  )

/** Pairs of machines whose connection is not whole, in the order of the machines. */
export const brokenWires = (world: World): { a: NodeName; b: NodeName; is: WireState }[] => {
  const keys = new Set([
    ...[world.cutLinks, world.slowLinks ?? {}].flatMap((links) => Object.keys(links)),
    ...filteredLinks(world),
  ])
  if (keys.size === 0) return []
  const nodes = Object.keys(world.machines)
  const ends = new Set([...keys].flatMap((key) => key.split('|')))
  const touched = nodes.filter((node) => ends.has(node))
  return touched.flatMap((a, i) =>
    touched
      .slice(i + 1)
      .filter((b) => keys.has(linkKey(a, b)))
      .map((b) => ({ a, b, is: wireBetween(world, a, b) })),
  )
}

/**
 * Pulls a cable out or plugs it in; with `down`, it takes that interface down instead. A link that was slow for a bad
 * contact is whole after either end was plugged in again.
 */
export function setCable(world: World, node: NodeName, is: 'in' | 'out', down?: string): void {
  const machine = machineOf(world, node)
  if (machine.cable.is === is) return
  machine.cable = { is, since: world.now, ...(down === undefined ? {} : { down }) }
  if (is === 'out' || down !== undefined) return
  for (const key of Object.keys(world.slowLinks ?? {}))
    if (key.split('|').includes(node)) delete world.slowLinks?.[key]
}

/** Cuts a link, slows it down or repairs it; a repaired one is filtered at neither end. */
export function setLink(world: World, [a, b]: readonly [NodeName, NodeName], is: WireState): void {
  const key = linkKey(a, b)
  if (is === 'cut') world.cutLinks[key] = own(world.cutLinks, key) ?? world.now
  else delete world.cutLinks[key]
  if (is === 'slow') world.slowLinks = { [key]: world.now, ...world.slowLinks }
  else delete world.slowLinks?.[key]
  if (is === 'cut') return
  unfilter(machineOf(world, a), machineOf(world, b))
  unfilter(machineOf(world, b), machineOf(world, a))
}

function unfilter(machine: Machine, other: Machine): void {
  const left = machine.firewall?.filter(({ ip }) => ip !== other.ip)
  if (left) machine.firewall = left
}
