import { own } from '../../lib/own.ts'
import { type Belief, beliefsOf } from '../../sim/cluster/beliefs.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { nodesOf } from '../../sim/cluster/config.ts'
import { daemonsMissingIn } from '../../sim/cluster/expected-daemons.ts'
import type { Machine } from '../../sim/cluster/machine.ts'
import { openJobs } from '../../sim/jobs/ends.ts'
import type { Job } from '../../sim/jobs/job.ts'
import { behaviourOf, type Daemon } from '../../sim/releases.ts'
import type { SceneNode } from './scene.ts'
import type { Viewpoint } from './viewpoint.ts'

/**
 * The nodes a job holds. One that waits is shown where it will run. Locks that others may share do not stand in anyone's way: such a job is
 * shown where it runs.
 */
const nodesHeld = (v: Viewpoint, job: Job): NodeName[] => {
  const exclusive = job.holds.filter((lock) => lock.mode === 'exclusive')
  const named = (level: 'node' | 'instance', all: string[]) =>
    exclusive.flatMap((lock) => (lock.level !== level ? [] : lock.name === '*' ? all : [lock.name]))
  const nodes = named('node', Object.keys(v.config.nodes))
  const instances = named('instance', Object.keys(v.config.instances))
  const theirs = instances.flatMap((name) => {
    const instance = own(v.config.instances, name)
    return instance ? nodesOf(instance) : []
  })
  const held = nodes.length > 0 ? nodes : theirs
  return held.length > 0 ? held : [job.on]
}

const powerOf = (v: Viewpoint, machine: Machine): SceneNode['power'] => {
  if (v.view === 'known') return v.answers(machine.name) ? { is: 'on' } : { is: 'unknown' }
  const { power } = machine
  if (power.is !== 'booting') return { is: power.is }
  const span = power.until - power.since
  const fraction = span > 0 ? (v.now - power.since) / span : 1
  return { is: 'booting', fraction: Math.min(1, Math.max(0, fraction)) }
}

/** Only where it matters: on a machine that runs and may be asked, or that no one asks any more. */
const oldConfigOf = (v: Viewpoint, machine: Machine): SceneNode['oldConfig'] => {
  const conf = own(v.config.nodes, machine.name)
  const has = machine.files.config?.serial
  const counts = machine.power.is === 'on' && (conf?.masterCandidate || conf?.offline)
  const visible = v.view === 'is' || v.answers(machine.name)
  // Of two masters neither has the other's.
  const rival = v.masters.length > 1 && v.masters.includes(machine.name)
  if (!counts || !visible || rival || has === undefined || has >= v.config.serial) return null
  return { has, master: v.config.serial }
}

/** Each of two masters takes itself for the only one. */
const isMaster = (v: Viewpoint, node: NodeName): boolean =>
  v.view === 'is' ? v.masters.includes(node) : node === v.master

/** Whom it takes for master, where someone could doubt it: it is wrong, or there are two. */
const beliefOf = (
  v: Viewpoint,
  machine: Machine,
  belief: Belief | undefined,
): SceneNode['believes'] => {
  const named = belief?.believesMaster
  const visible = v.view === 'is' ? machine.power.is === 'on' : v.answers(machine.name)
  if (!named || !visible || !own(v.config.nodes, machine.name) || isMaster(v, machine.name))
    return null
  const clear = v.masters.length === 1 || v.view === 'known'
  if (clear && named === v.config.cluster.masterNode) return null
  return { name: named, label: own(v.world.machines, named)?.label ?? named }
}

const votesOf = (v: Viewpoint, belief: Belief | undefined): SceneNode['votes'] =>
  v.view === 'is' && belief?.asking ? { got: belief.asking.yes, of: belief.asking.of } : null

/** The gravest first: without a node daemon no one reaches the node, without the others no job runs. */
const deadIn = (v: Viewpoint): ((node: NodeName) => string[]) => {
  const missingOn = daemonsMissingIn(v.world)
  const { jobDaemon, masterDaemons } = behaviourOf(v.world.release)
  const rank = (daemon: Daemon) =>
    daemon === 'ganeti-noded'
      ? 0
      : daemon === jobDaemon
        ? 1
        : masterDaemons.includes(daemon)
          ? 2
          : 3
  return (node) =>
    missingOn(node)
      .sort((a, b) => rank(a) - rank(b))
      .map((daemon) => daemon.replace('ganeti-', ''))
}

/** Members in the order of the machines; a machine that left between two members leaves a gap. */
export const sceneNodes = (v: Viewpoint): SceneNode[] => {
  const machines = Object.values(v.world.machines)
  const isMember = (machine: Machine) => own(v.config.nodes, machine.name) !== undefined
  const last = machines.findLastIndex(isMember)
  const held = openJobs(v.world)
    .filter((job) => !job.dead)
    .map((job) => ({ id: job.id, nodes: nodesHeld(v, job) }))
  const beliefs = beliefsOf(v.world, v.now)
  const deadOn = deadIn(v)
  return machines.slice(0, last + 1).map((machine) => {
    const conf = own(v.config.nodes, machine.name)
    const belief = own(beliefs, machine.name)
    const visible = v.view === 'is' || v.answers(machine.name)
    return {
      name: machine.name,
      label: machine.label,
      removed: conf === undefined,
      master: isMaster(v, machine.name),
      rival: isMaster(v, machine.name) && v.view === 'is' && v.masters.length > 1,
      believes: beliefOf(v, machine, belief),
      drained: conf?.drained ?? false,
      offline: conf?.offline ?? false,
      oldConfig: oldConfigOf(v, machine),
      votes: votesOf(v, belief),
      power: powerOf(v, machine),
      cable: v.view === 'is' ? machine.cable.is : 'in',
      volumeGroup: visible ? machine.volumeGroup.state : 'whole',
      deadDaemons: v.view === 'is' ? deadOn(machine.name) : [],
      jobs: held.filter((job) => job.nodes.includes(machine.name)).map((job) => job.id),
      switches: { power: machine.power.is === 'off' ? 'off' : 'on', cable: machine.cable.is },
    }
  })
}
