import { valueAt } from '../../lib/ramp.ts'
import { rememberedIfFrozen } from '../../lib/remembered.ts'
import { behaviourOf } from '../releases.ts'
import type { FlightCall } from '../run/calls/flight.ts'
import type { Process } from '../run/process.ts'
import type { World } from '../world.ts'
import type { NodeName } from './config.ts'
import { isUp, type Machine, runs } from './machine.ts'

/** What each node holds to be true about the master, read out of the World. Changes nothing. */

/** What one node takes to be true about the master, and what it holds of the master's part. */
export interface Belief {
  /** Whom its ssconf files name; null: it is not in a cluster. On a node that is off: when it was on. */
  believesMaster: NodeName | null
  /** How many of the daemons that only a master runs are running here. */
  masterDaemons: 'all' | 'some' | 'none'
  /** Whether the cluster's address is up here. */
  holdsAddress: boolean
  /** Serial number of its copy of the configuration; null: it has none. */
  configSerial: number | null
  /** Whether another master wrote over that copy: the daemon here keeps its own and can't write any more. */
  overwritten: boolean
  /** Votes that a program here gathers at the moment; `no`: named someone else. Null: it asks no one. */
  asking: { candidate: NodeName | null; yes: number; no: number; of: number } | null
}

const inFlight = ({ frame }: Process): FlightCall[] =>
  frame.wait?.for === 'calls'
    ? frame.wait.calls.filter(({ name }) => name === 'master_node_name')
    : []

/** Whom an answered call names; undefined while it is under way. */
function namedBy(call: FlightCall, now: number): NodeName | null | undefined {
  if (call.outcome === null || now < call.until) return undefined
  return call.outcome.ok ? (call.outcome.payload as { master: NodeName | null }).master : null
}

function askingOf(process: Process, now: number): Belief['asking'] {
  const vote = process.frame.shows?.vote
  if (!vote) return null
  const calls = inFlight(process)
  const named =
    calls.length > 0 ? calls.map((call) => namedBy(call, now)) : Object.values(vote.answers)
  const { candidate, of } = vote
  const said = named.flatMap((master) => (master == null ? [] : [master]))
  const yes = said.filter((master) => candidate === null || master === candidate).length
  return { candidate, yes, no: said.length - yes, of }
}

function daemonsOf(world: World, machine: Machine): Belief['masterDaemons'] {
  const { masterDaemons } = behaviourOf(world.release)
  const running = masterDaemons.filter((daemon) => runs(machine, daemon)).length
  if (running === 0) return 'none'
  return running === masterDaemons.length ? 'all' : 'some'
}

/** What every machine believes and holds at `now`, by name. */
export const beliefsOf = (world: World, now: number): Record<NodeName, Belief> => {
  const processes = Object.values(world.terminals).flatMap(({ stack }) => stack)
  const asked = new Map<NodeName, Belief['asking']>()
  for (const process of processes)
    if (!asked.get(process.node)) asked.set(process.node, askingOf(process, now))
  return Object.fromEntries(
    Object.values(world.machines).map((machine) => {
      const { name, files } = machine
      const belief: Belief = {
        believesMaster: files.ssconf?.masterNode ?? null,
        masterDaemons: daemonsOf(world, machine),
        holdsAddress: isUp(machine) && machine.masterIp,
        configSerial: files.config?.serial ?? null,
        overwritten: machine.writer?.own !== undefined,
        asking: asked.get(name) ?? null,
      }
      return [name, belief]
    }),
  )
}

/** Where the cluster's address is on its way when another node becomes the master; null at rest. */
export function addressMove(
  world: World,
  now: number,
): { from: NodeName; to: NodeName; fraction: number } | null {
  for (const { stack } of Object.values(world.terminals))
    for (const { frame } of stack) {
      const addressWay = frame.shows?.addressWay
      if (addressWay)
        return {
          from: addressWay.from,
          to: addressWay.to,
          fraction: valueAt(addressWay.way, now),
        }
    }
  return null
}

/**
 * Nodes on which the daemon that runs jobs is up, in the order of the machines. None: no one takes jobs; two:
 * two masters.
 */
export const actingMasters = rememberedIfFrozen((world: World): readonly NodeName[] => {
  const { jobDaemon } = behaviourOf(world.release)
  const acting: NodeName[] = []
  for (const machine of Object.values(world.machines))
    if (runs(machine, jobDaemon)) acting.push(machine.name)
  return acting
})
