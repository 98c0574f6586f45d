import { matchName } from '../gnt/names.ts'
import { valueAt } from '../lib/ramp.ts'
import { labelOf, shortName as short } from '../sim/cluster/called.ts'
import {
  type ClusterConfig,
  type InstanceConf,
  minorOn,
  secondaryOf,
} from '../sim/cluster/config.ts'
import { halfOn, isDegraded, peerHalf } from '../sim/cluster/drbd.ts'
import { runs } from '../sim/cluster/machine.ts'
import type { World } from '../sim/world.ts'
import type { Condition } from './lab.ts'

/** Whether a condition holds; if not, why not yet, as a sentence that names what is missing. */
export interface Verdict {
  met: boolean
  why: string
}

/** What a condition is judged by. */
export interface Evidence {
  world: World
  now: number
  /** Lines typed since this condition began to count. */
  typed: { node: string; line: string }[]
  /** Simulated time since when it counts. */
  since: number
}

const yes: Verdict = { met: true, why: '' }
const no = (why: string): Verdict => ({ met: false, why })
const verdict = (met: boolean, why: string): Verdict => (met ? yes : no(why))
/** The configuration that counts: the newest copy that a running master works with. */
export function currentConfig(world: World): ClusterConfig | null {
  const copies = Object.values(world.machines).flatMap((m) =>
    m.files.config
      ? [{ config: m.files.config, master: m.files.ssconf?.masterNode === m.name }]
      : [],
  )
  copies.sort((a, b) => Number(b.master) - Number(a.master) || b.config.serial - a.config.serial)
  return copies[0]?.config ?? null
}

export function judge(condition: Condition, evidence: Evidence): Verdict {
  const { world } = evidence
  if ('all' in condition) {
    const missing = condition.all.map((c) => judge(c, evidence)).find((v) => !v.met)
    return missing ?? yes
  }
  if ('typed' in condition) return judgeTyped(condition, evidence)
  if ('verified' in condition) return judgeVerified(condition.verified, evidence)
  const config = currentConfig(world)
  if (!config) return no('No node has a usable copy of the configuration.')
  if ('inSync' in condition) return judgeSync(condition.inSync, evidence, config)
  if ('node' in condition) return judgeNode(condition, evidence, config)
  return judgeInstance(condition, evidence, config)
}

function judgeTyped(condition: { typed: string; on?: string }, { typed }: Evidence): Verdict {
  const wanted = condition.typed.split(' ')
  const found = typed.some(({ node, line }) => {
    if (condition.on !== undefined && short(node).toLowerCase() !== condition.on.toLowerCase())
      return false
    const words = line.trim().split(/\s+/)
    let at = 0
    for (const word of words) if (word === wanted[at]) at += 1
    return at === wanted.length
  })
  const where = condition.on === undefined ? '' : ` on ${condition.on}`
  return verdict(found, `${condition.typed} has not been run${where} yet.`)
}

function judgeVerified(how: 'at all' | 'without errors', { world, since }: Evidence): Verdict {
  const began = world.epochMs + since
  const done = Object.values(world.jobs).filter(
    (job) =>
      job.ops[0]?.opcode === 'CLUSTER_VERIFY_GROUP' &&
      (job.ended ?? 0) > 0 &&
      job.received >= began,
  )
  const last = done.at(-1)
  if (!last) return no('gnt-cluster verify has not run to its end yet.')
  if (how === 'at all') return yes
  const errors = last.ops.flatMap((op) => op.log).filter((entry) => entry.text.includes('- ERROR:'))
  const bad = errors.length > 0 || last.status !== 'success'
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`
  return verdict(
    !bad,
    `The last gnt-cluster verify reported ${count}. Mend them, then verify again.`,
  )
}

type NodeCondition = Extract<Condition, { node: string }>

function judgeNode(condition: NodeCondition, { world }: Evidence, config: ClusterConfig): Verdict {
  const name = matchName(condition.node, Object.keys(world.machines))
  const machine = name === undefined ? undefined : world.machines[name]
  if (name === undefined || !machine) return no(`There is no ${condition.node} here.`)
  const node = config.nodes[name]
  const called = short(name)
  if ('power' in condition) {
    const is = machine.power.is
    if (condition.power === 'off') return verdict(is === 'off', `${called} is still on.`)
    return verdict(
      is === 'on',
      is === 'booting' ? `${called} is still booting.` : `${called} is off.`,
    )
  }
  if ('flag' in condition) {
    const set = node?.[condition.flag] ?? false
    const state = condition.is ? `not marked ${condition.flag}` : `still marked ${condition.flag}`
    return verdict(set === condition.is, `${called} is ${state}.`)
  }
  if ('member' in condition) {
    if (!node) return no(`${called} is not in the cluster.`)
    if (node.offline) return no(`${called} is still marked offline.`)
    if (node.drained) return no(`${called} is still marked drained.`)
    return verdict(runs(machine, 'ganeti-noded'), `The node daemon on ${called} does not answer.`)
  }
  const instances = Object.values(config.instances)
  if ('primaryOf' in condition) {
    const left = instances.find(
      (i) =>
        i.primary === name &&
        (condition.template === undefined || i.template === condition.template),
    )
    const what = left && `${labelOf(world, left.name)} (${left.template})`
    return verdict(left === undefined, `${what} still has ${called} as its primary node.`)
  }
  const left = instances.find((i) => secondaryOf(i) === name)
  return verdict(
    left === undefined,
    `${left && labelOf(world, left.name)} still has its second copy on ${called}.`,
  )
}

type InstanceCondition = Extract<Condition, { instance: string }>

function judgeInstance(
  condition: InstanceCondition,
  { world }: Evidence,
  config: ClusterConfig,
): Verdict {
  const name = matchName(condition.instance, Object.keys(config.instances))
  const instance = name === undefined ? undefined : config.instances[name]
  if (!instance) return no(`There is no instance called ${condition.instance}.`)
  const called = labelOf(world, instance.name)
  if ('runs' in condition) return judgeRuns(condition, world, instance, called)
  const primary = short(instance.primary)
  if (primary.toLowerCase() !== condition.primary.toLowerCase())
    return no(`The primary node of ${called} is ${primary}, not ${condition.primary}.`)
  const secondary = secondaryOf(instance)
  if (condition.secondary === undefined) return yes
  const there = secondary === null ? 'nowhere' : `on ${short(secondary)}`
  return verdict(
    secondary !== null && short(secondary).toLowerCase() === condition.secondary.toLowerCase(),
    `The second copy of ${called} is ${there}, not on ${condition.secondary}.`,
  )
}

function judgeRuns(
  condition: { on?: string },
  world: World,
  instance: InstanceConf,
  called: string,
): Verdict {
  const places = Object.values(world.machines).filter(
    (m) => m.guests[instance.name]?.state === 'running',
  )
  const place = places[0]
  if (!place) return no(`${called} does not run.`)
  if (places.length > 1) return no(`${called} runs twice.`)
  if (condition.on === undefined) return yes
  const on = short(place.name)
  return verdict(on.toLowerCase() === condition.on.toLowerCase(), `${called} runs on ${on}.`)
}

/** Which disk is not in sync, and how long it will take. */
function judgeSync(which: string, evidence: Evidence, config: ClusterConfig): Verdict {
  const { world, now } = evidence
  const wanted = which === 'all' ? undefined : matchName(which, Object.keys(config.instances))
  for (const instance of Object.values(config.instances)) {
    if (wanted !== undefined && instance.name !== wanted) continue
    const called = labelOf(world, instance.name)
    for (const disk of instance.disks) {
      if (disk.kind !== 'drbd') continue
      const resync = world.resyncs[disk.port]
      if (resync) {
        const left = valueAt(resync.remaining, now)
        const percent = Math.floor(100 * (1 - left / disk.sizeMib))
        const seconds = Math.ceil(left / Math.max(0.1, -resync.remaining.perSecond))
        return no(`${called} is ${percent}% in sync, about ${seconds} s to go.`)
      }
      for (const node of disk.nodes) {
        const half = halfOn(world, node, minorOn(disk, node))
        if (!half) return no(`The disk of ${called} is not active on ${short(node)}.`)
        if (isDegraded(half)) {
          const lonely = peerHalf(world, half) === undefined
          const how = lonely ? 'misses its second copy' : 'is not connected to its second copy'
          return no(`The disk of ${called} on ${short(node)} ${how}.`)
        }
      }
    }
  }
  return yes
}
