import { matchName } from '../../src/gnt/names.ts'
import { RULES } from '../../src/shell/rules.ts'
import type { ClusterConfig } from '../../src/sim/cluster/config.ts'
import { freeMemoryMib, type Machine } from '../../src/sim/cluster/machine.ts'
import { conflicts, isOver, type Job } from '../../src/sim/jobs/job.ts'
import { waitReasonOf } from '../../src/sim/jobs/waits.ts'
import { isSlow } from '../../src/sim/net.ts'
import type { Frame } from '../../src/sim/run/frame.ts'
import type { AlarmKind, World } from '../../src/sim/world.ts'

/** What must never be true of a World at rest between two events, as sentences; empty when all is well. */
export function complaints(world: World): string[] {
  return [
    ...Object.values(world.machines).flatMap((machine) => ofMachine(world, machine)),
    ...ofPairs(world),
    ...ofConfigs(world),
    ...ofJobs(world),
    ...ofTerminals(world),
    ...ofTransfers(world),
    ...ofResyncs(world),
    ...ofAlarms(world),
  ]
}

/** Guests that run on more than one machine. Only force, a flag or a cut wire can bring that about. */
export function runsTwice(world: World): string[] {
  const running = Object.values(world.machines).flatMap(({ guests }) =>
    Object.values(guests).flatMap((guest) => (guest.state === 'running' ? [guest.instance] : [])),
  )
  return running
    .filter((name, i) => running.indexOf(name) !== i)
    .map((name) => `${name} runs twice`)
}

function ofMachine(world: World, machine: Machine): string[] {
  const { name, volumeGroup, power } = machine
  const guests = Object.values(machine.guests)
  const devices = Object.values(machine.drbd)
  const used = Object.values(volumeGroup.volumes).reduce((sum, v) => sum + v.sizeMib, 0)
  const found: string[] = []
  if (used > volumeGroup.sizeMib) found.push(`${name} holds more volumes than fit`)
  if (Object.values(volumeGroup.volumes).some((v) => !(v.sizeMib > 0)))
    found.push(`${name} has a volume without a size`)
  if (freeMemoryMib(machine) < 0) found.push(`${name} has given away more memory than it has`)
  if (power.is !== 'on' && guests.length > 0) found.push(`${name} is off and runs guests`)
  if (power.is !== 'on' && devices.length > 0)
    found.push(`${name} is off and its kernel knows DRBD`)
  if (power.is !== 'on' && machine.daemons.length > 0) found.push(`${name} is off and runs daemons`)
  if (power.is !== 'on' && machine.masterIp)
    found.push(`${name} is off and has the master's address`)
  if (new Set(machine.daemons).size !== machine.daemons.length)
    found.push(`a daemon runs twice on ${name}`)
  for (const device of devices) {
    const where = `minor ${device.minor} of ${name}`
    const backing = [device.dataVolume, device.metaVolume]
    if (device.attached && backing.some((volume) => !volumeGroup.volumes[volume]))
      found.push(`${where} is attached to a volume that is gone`)
    if (devices.some((d) => d.minor < device.minor && d.dataVolume === device.dataVolume))
      found.push(`${where} shares its volume with another minor`)
    if (
      device.net &&
      devices.some((d) => d.minor < device.minor && d.net?.port === device.net?.port)
    )
      found.push(`${where} shares its port with another minor`)
  }
  for (const guest of guests)
    for (const disk of guest.disks) {
      if (disk.kind === 'plain' && guest.state === 'running' && !volumeGroup.volumes[disk.volume])
        found.push(`${guest.instance} runs on ${name} on a volume that is gone`)
      if (disk.kind !== 'drbd' || guest.state !== 'running') continue
      if (machine.drbd[disk.minor]?.role !== 'Primary')
        found.push(`${guest.instance} runs on ${name} on a disk that is not primary`)
    }
  for (const guest of guests) {
    if (guest.state === 'running') continue
    const moving = Object.values(world.transfers).some((t) => t.instance === guest.instance)
    if (!moving && !Object.values(world.jobs).some((job) => isBusyWith(job, guest.instance)))
      found.push(`${guest.instance} on ${name} is ${guest.state} and no one moves it`)
  }
  return found
}

/** Runs, or failed in the middle: what it left behind is for `migrate --cleanup`. */
const isBusyWith = (job: Job, instance: string): boolean =>
  job.ops.some(
    ({ params, result }) =>
      // As it was typed: a short name, or in other letters.
      matchName(String(params.instance ?? ''), [instance]) === instance &&
      (job.status === 'running' ||
        (result?.ok === false && ['died', 'exec'].includes(result.kind))),
  )

/** Two connected halves agree, and only one is primary unless both were told to be. */
function ofPairs(world: World): string[] {
  const found: string[] = []
  const mirrored: Record<string, string> = {
    Connected: 'Connected',
    SyncSource: 'SyncTarget',
    SyncTarget: 'SyncSource',
  }
  for (const machine of Object.values(world.machines))
    for (const device of Object.values(machine.drbd)) {
      const id = `minor ${device.minor} of ${machine.name}`
      if ((device.connection === 'StandAlone') !== (device.net === null))
        found.push(`${id} is ${device.connection} ${device.net ? 'and has' : 'without'} addresses`)
      if (device.net?.discardMyData && device.role === 'Primary')
        found.push(`${id} is in use and would give its data away`)
      if (device.connection === 'StandAlone' || device.connection === 'WFConnection') continue
      const peer = device.net && world.machines[device.net.peer]
      const other = Object.values(peer?.drbd ?? {}).find(
        (d) => d.net?.port === device.net?.port && d.net?.peer === machine.name,
      )
      const where = `minor ${device.minor} of ${machine.name}`
      if (!other) found.push(`${where} is connected to no one`)
      else if (other.connection !== mirrored[device.connection])
        found.push(`${where} is ${device.connection} and its peer ${other.connection}`)
      else if (other.role === 'Primary' && device.role === 'Primary' && !device.net?.dualPrimary)
        found.push(`${where} and its peer are both primary`)
    }
  return found
}

function ofConfigs(world: World): string[] {
  const copies = new Map<number, ClusterConfig>()
  for (const { files } of Object.values(world.machines))
    if (files.config) copies.set(files.config.serial, files.config)
  return [...copies.values()].flatMap(ofConfig)
}

function ofConfig(config: ClusterConfig): string[] {
  const minors: string[] = []
  const ports: number[] = [...config.cluster.freePorts]
  const found: string[] = []
  if (!config.nodes[config.cluster.masterNode]) found.push('the configuration has no master')
  for (const instance of Object.values(config.instances)) {
    if (instance.networkPort !== null) ports.push(instance.networkPort)
    if (!config.nodes[instance.primary]) found.push(`${instance.name} has no primary node`)
    for (const disk of instance.disks) {
      if (disk.kind !== 'drbd') continue
      ports.push(disk.port)
      disk.nodes.forEach((node, i) => {
        minors.push(`minor ${disk.minors[i]} of ${node}`)
        if (!config.nodes[node]) found.push(`${instance.name} has a disk on no node`)
      })
      if (disk.nodes[0] === disk.nodes[1]) found.push(`${instance.name} is its own mirror`)
      if (!disk.nodes.includes(instance.primary))
        found.push(`${instance.name} has no disk on its primary node`)
    }
  }
  for (const [i, minor] of minors.entries())
    if (minors.indexOf(minor) !== i) found.push(`${minor} is given out twice`)
  for (const [i, port] of ports.entries())
    if (ports.indexOf(port) !== i) found.push(`port ${port} is given out twice`)
  return found
}

function ofJobs(world: World): string[] {
  const found: string[] = []
  const jobs = Object.values(world.jobs)
  const running = jobs.filter((j) => j.status === 'running')
  for (const job of running)
    for (const other of running)
      if (job.id < other.id && job.on === other.on)
        if (job.holds.some((a) => other.holds.some((b) => conflicts(a, b))))
          found.push(`jobs ${job.id} and ${other.id} hold the same lock`)
  for (const job of jobs) {
    const who = `job ${job.id} (${job.ops[0]?.summary})`
    if (isOver(job) && job.holds.length > 0) found.push(`${who} is over and holds locks`)
    if (isOver(job) && job.ops.some((op) => op.result === null))
      found.push(`${who} is over without a result`)
    if (isOver(job) || job.dead) continue
    const [op] = job.ops.filter((o) => o.result === null)
    const due = job.notBefore > world.now && hasAlarm(world, 'wake', job.notBefore)
    if (job.status === 'running' && !due && (!op || !isAwaited(world, op.frame)))
      found.push(`${who} runs and waits for nothing`)
    const reason = waitReasonOf(RULES, world, job)
    if (job.status !== 'running' && (reason === null || (reason.for === 'turn' && !due)))
      found.push(`${who} is ${job.status} although nothing keeps it from starting`)
  }
  return found
}

/** Whether what a frame waits for will come. */
function isAwaited(world: World, { wait }: Frame): boolean {
  switch (wait?.for) {
    case undefined:
      return false
    case 'time':
      return hasAlarm(world, 'wake', wait.until)
    case 'calls':
      return wait.calls.some((call) =>
        world.alarms.some(({ what }) => what.kind === 'call ends' && what.call === call.id),
      )
    case 'job':
      return world.jobs[wait.job] !== undefined
    case 'terminals':
      return wait.terminals.some((id) => (world.terminals[id]?.stack.length ?? 0) > 0)
    case 'line':
    case 'child':
    case 'ever':
      return true
  }
}

const hasAlarm = (world: World, kind: AlarmKind['kind'], at: number): boolean =>
  world.alarms.some((alarm) => alarm.what.kind === kind && alarm.at === at)

function ofTerminals(world: World): string[] {
  const found: string[] = []
  for (const [name, { power }] of Object.entries(world.machines)) {
    const shells = world.terminals[name]?.stack ?? []
    if (power.is === 'on' && shells[0]?.program !== 'bash')
      found.push(`the console of ${name} has no shell`)
    if (power.is !== 'on' && shells.length > 0) found.push(`${name} is off and its console runs`)
  }
  for (const { id, node, stack, background } of Object.values(world.terminals)) {
    const top = stack.at(-1)
    if (top && !isAwaited(world, top.frame))
      found.push(`${top.program} on ${id} waits for nothing (${top.frame.step})`)
    if (
      id !== node &&
      !background &&
      (top?.frame.wait?.for === 'line' || top?.frame.wait?.for === 'ever')
    )
      found.push(`${top.program} on ${id} waits for someone who is not there`)
    // What runs on a node that fell silent does not know of it.
    const heard =
      top && top.program === RULES.silence ? Number(top.frame.vars.at) : stack.length - 1
    if (heard < 1 || heard > stack.length - 1)
      if (stack.length > 1) found.push(`the silence on ${id} hides nothing`)
    for (const inner of stack.slice(0, heard))
      if (inner.frame.wait?.for !== 'child')
        found.push(`${inner.program} on ${id} forgot its child`)
  }
  return found
}

function ofTransfers(world: World): string[] {
  return Object.values(world.transfers).flatMap(({ id, state, kind, instance, from, to, sent }) => {
    const rings = world.alarms.some(
      (a) => a.what.kind === 'transfer ends' && a.what.transfer === id,
    )
    if (state === 'running' && tooFast(world, [from, to], sent.perSecond, 243))
      return [`transfer ${id} is faster than its link`]
    const cared = Object.values(world.jobs).some((job) => isBusyWith(job, instance))
    if (state === 'running' && !rings) return [`transfer ${id} never ends`]
    const left = state !== 'running' && !cared && !rings && kind === 'disk'
    return left ? [`no one tidies up transfer ${id}`] : []
  })
}

/** Whether something goes faster than the link between two nodes lets it, at `most` MiB/s on a whole one. */
const tooFast = (world: World, [a, b]: [string, string], perSecond: number, most: number) =>
  isSlow(world, a, b) && Math.abs(perSecond) > most / 50

const ofResyncs = (world: World): string[] =>
  Object.values(world.resyncs).flatMap(({ port, source, target, remaining }) => {
    const rings = world.alarms.some((a) => a.what.kind === 'resync ends' && a.what.port === port)
    const ends = [source, target].map(
      ({ node, minor }) => world.machines[node]?.drbd[minor]?.connection,
    )
    return [
      ...(rings ? [] : [`the resync at port ${port} never ends`]),
      ...(ends[0] === 'SyncSource' && ends[1] === 'SyncTarget'
        ? []
        : [`a resync at port ${port} between ${ends.join(' and ')}`]),
      ...(tooFast(
        world,
        [source.node, target.node],
        remaining.perSecond,
        world.hardware.syncMibPerSecond,
      )
        ? [`the resync at port ${port} is faster than its link`]
        : []),
    ]
  })

function ofAlarms({ alarms, now }: World): string[] {
  return [
    ...(alarms.every((alarm, i) => i === 0 || (alarms[i - 1]?.at ?? 0) <= alarm.at)
      ? []
      : ['alarms are out of order']),
    ...((alarms[0]?.at ?? Number.POSITIVE_INFINITY) < now ? ['an alarm is overdue'] : []),
    ...(alarms.length < 200 ? [] : [`${alarms.length} alarms are set`]),
  ]
}
