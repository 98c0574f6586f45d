import { isDraft, isModified } from 'immer'
import { own } from '../../lib/own.ts'
import { machineOf, type Terminal, type World } from '../world.ts'
import type { NodeName } from './config.ts'

/**
 * What of a World may be out of step: the nodes on which something happened since it was last settled. This
 * is knowledge about a World, not part of it: a World that nothing is known of counts as changed everywhere,
 * and settles to the same state, only more slowly.
 */
interface Knowledge {
  /** The minors on which something happened; null: all of the node. */
  changed: Map<NodeName, Set<number> | null>
  /** The ends of DRBD's connections on each node, as they were when it was last looked at. */
  ends: Map<NodeName, readonly End[]>
  /** Nodes on which guests are arriving. */
  arriving: Set<NodeName>
  /** Terminals that stay as they are until a line is typed there: no one but a shell waits, at its prompt. */
  resting: Set<string>
  /** All others, in their order; null: to be made. */
  awake: readonly string[] | null
}

/** One configured connection of one node. */
export interface End {
  minor: number
  port: number
  peer: NodeName
}

const known = new WeakMap<World, Knowledge>()

const knowledgeOf = (world: World): Knowledge => {
  const found = known.get(world)
  if (found) return found
  const fresh = {
    changed: new Map(Object.keys(world.machines).map((node) => [node, null])),
    ends: new Map<NodeName, readonly End[]>(),
    arriving: new Set<NodeName>(),
    resting: new Set<string>(),
    awake: null,
  }
  known.set(world, fresh)
  return fresh
}

/**
 * Notes that something on a node may have changed that its disks, guests or connections hang on: its power,
 * its cable, a device, a volume, a guest. To be told before the World is settled next; once too often does no harm.
 */
export const touch = (world: World, node: NodeName): void => {
  known.get(world)?.changed.set(node, null)
}

/** The same where only one minor can feel it. */
export const touchMinor = (world: World, node: NodeName, minor: number): void => {
  const changed = known.get(world)?.changed
  if (!changed?.has(node)) changed?.set(node, new Set([minor]))
  else changed.get(node)?.add(minor)
}

/** The same after something worked on a node that may only have looked at it. */
export const touchIfChanged = (world: World, node: NodeName): void => {
  const machine = own(world.machines, node)
  // A draft knows whether anyone wrote to it; of anything else it has to be assumed.
  if (machine && (!isDraft(machine) || isModified(machine))) touch(world, node)
}

/** A terminal of which it is known that nothing goes on there by itself. */
export const noteRest = (world: World, terminal: string): void => {
  const knowledge = knowledgeOf(world)
  knowledge.resting.add(terminal)
  knowledge.awake = null
}

/** To be told before anything is done to a terminal that may rest. */
export const noteWaking = (world: World, terminal: string): void => {
  const knowledge = known.get(world)
  if (!knowledge) return
  knowledge.resting.delete(terminal)
  knowledge.awake = null
}

/** Terminals on which something may go on, in their order. */
export const terminalsAwake = (world: World): Terminal[] => {
  const knowledge = knowledgeOf(world)
  const { resting } = knowledge
  knowledge.awake ??= Object.keys(world.terminals).filter((id) => !resting.has(id))
  const awake: Terminal[] = []
  for (const id of knowledge.awake) {
    const terminal = own(world.terminals, id)
    if (terminal) awake.push(terminal)
  }
  return awake
}

/** The same of every node: a link between nodes, or the speed of the hardware. */
export const touchAll = (world: World): void => {
  known.delete(world)
}

/** What is known of a World holds for its equal `copy`, and goes on for itself there. */
export const inheritKnowledge = (world: World, copy: World): void => {
  const found = known.get(world)
  if (!found || world === copy) return
  known.set(copy, {
    changed: new Map([...found.changed].map(([node, minors]) => [node, minors && new Set(minors)])),
    ends: new Map(found.ends),
    arriving: new Set(found.arriving),
    resting: new Set(found.resting),
    awake: found.awake,
  })
}

/** Minors by node, in the order in which they are settled. */
export type Minors = [node: NodeName, minors: number[]][]

const endsOn = (world: World, node: NodeName): End[] =>
  Object.values(machineOf(world, node).drbd).flatMap(({ minor, net }) =>
    net ? [{ minor, port: net.port, peer: net.peer }] : [],
  )

/**
 * The minors that may be out of step: all of the nodes that were touched, and whatever is or was connected
 * to them. From now on the nodes count as settled.
 */
export function takeUnsettled(world: World): Minors {
  const { changed, ends, arriving } = knowledgeOf(world)
  if (changed.size === 0) return []
  const minors = new Map<NodeName, Set<number>>()
  const ports: [port: number, peer: NodeName][] = []
  for (const [node, some] of changed) {
    const machine = machineOf(world, node)
    const now = endsOn(world, node)
    for (const { minor, port, peer } of [...(ends.get(node) ?? []), ...now])
      if (some?.has(minor) ?? true) ports.push([port, peer])
    ends.set(node, now)
    const there = Object.keys(machine.drbd).map(Number)
    minors.set(node, new Set(some ? there.filter((minor) => some.has(minor)) : there))
    const arrives = Object.values(machine.guests).some(({ state }) => state === 'arriving')
    if (arrives) arriving.add(node)
    else arriving.delete(node)
  }
  // Whoever uses the port at the other end, and whoever that one is connected to instead.
  for (let next = ports.pop(); next; next = ports.pop()) {
    const [port, peer] = next
    for (const end of ends.get(peer) ?? []) {
      if (end.port !== port) continue
      const there = minors.get(peer) ?? new Set()
      minors.set(peer, there)
      if (there.has(end.minor)) continue
      there.add(end.minor)
      ports.push([port, end.peer])
    }
  }
  changed.clear()
  const inOrder = (items: Set<number> | undefined) => [...(items ?? [])].sort((a, b) => a - b)
  return Object.keys(world.machines).flatMap(
    (node): Minors => (minors.has(node) ? [[node, inOrder(minors.get(node))]] : []),
  )
}

/** Nodes on which guests may be arriving, in the order of the machines. Settled nodes only. */
export const nodesWithArrivals = (world: World): NodeName[] => {
  const { arriving } = knowledgeOf(world)
  return arriving.size === 0 ? [] : Object.keys(world.machines).filter((node) => arriving.has(node))
}
