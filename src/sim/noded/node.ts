import { own } from '../../lib/own.ts'
import type { ClusterConfig, NodeName, Parameters } from '../cluster/config.ts'
import { takeConfig } from '../cluster/distribute.ts'
import { freeDiskMib, freeMemoryMib, type Machine, ssconfOf } from '../cluster/machine.ts'
import { isCounted } from '../cluster/running.ts'
import { addressHolder, reach } from '../net.ts'
import { behaviourOf, type Daemon } from '../releases.ts'
import { setAlarm } from '../world.ts'
import { checksumsOf } from './checksums.ts'
import { error, fine, nodeCall, nodeQuestion, ok } from './define.ts'

/** The node itself, as its daemon reports and changes it. */

/** What a node reports about its memory, CPUs and volume group, in MiB. */
export interface NodeInfo {
  bootId: string
  memoryTotalMib: number
  memoryHostMib: number
  memoryFreeMib: number
  cpus: number
  /** null: the volume group is gone. */
  volumeGroup: { sizeMib: number; freeMib: number } | null
}

const infoOf = (machine: Machine): NodeInfo => ({
  bootId: machine.bootId ?? '',
  memoryTotalMib: machine.memory.totalMib,
  memoryHostMib: machine.memory.hostMib,
  memoryFreeMib: freeMemoryMib(machine),
  cpus: machine.cpus,
  volumeGroup:
    machine.volumeGroup.state === 'failed'
      ? null
      : { sizeMib: machine.volumeGroup.sizeMib, freeMib: freeDiskMib(machine.volumeGroup) },
})

const nodeInfo = nodeQuestion<Record<string, never>, NodeInfo>(150, (_world, machine) =>
  ok(infoOf(machine)),
)

const version = nodeQuestion<Record<string, never>, { software: string }>(80, (world) =>
  ok({ software: behaviourOf(world.release).software }),
)

/** How long a node keeps the caller waiting that may not run what it asked for. */
const REFUSED_COMMAND_MS = 10_000

/** Runs a program of the folder for restricted commands, which no machine of this lab has. */
const restrictedCommand = nodeQuestion<{ command: string }, string>(
  REFUSED_COMMAND_MS,
  (_world, _machine, { command }) => error(`Executing command '${command}' failed`),
)

/** Whether it is there to wait; the caller waits the time itself. */
const testDelay = nodeQuestion<{ seconds: number }, null>(100, () => fine)

/** Hooks of an operation: this lab has none, but they are called for, and a dead node is noticed. */
const hooksRunner = nodeQuestion<Record<string, never>, null>(100, () => fine)

/** The bridges that a lab's nodes have: the one guests are plugged into, and the master's. */
const bridgesExist = nodeQuestion<{ links: string[] }, null>(100, (world, _machine, { links }) => {
  const known = Object.values(world.machines).flatMap(({ files }) =>
    files.config ? [files.config.cluster.nicLink, files.config.cluster.masterNetdev] : [],
  )
  const missing = links.filter((link) => !known.includes(link))
  return missing.length === 0 ? fine : error(`Missing bridges ${missing.join(', ')}`)
})

/** Why the scripts of an OS cannot be run on a node; undefined where they can. */
export function missingOs(os: string, installed: readonly string[]): string | undefined {
  const [name = ''] = os.split('+')
  return installed.some((known) => known.split('+')[0] === name)
    ? undefined
    : `Directory for OS ${name} not found in search path`
}

/** Whether an OS can be installed here. `installed`: names with their variants ("noop", "image+default"). */
const osValidate = nodeQuestion<{ os: string; installed: string[]; forceVariant: boolean }, null>(
  150,
  (_world, _machine, { os, installed, forceVariant }) => {
    const missing = missingOs(os, installed)
    if (missing !== undefined) return error(missing)
    const [name = '', variant] = os.split('+')
    const ours = installed.filter((known) => known.split('+')[0] === name)
    if (ours.includes(os)) return fine
    const hasVariants = ours.some((known) => known.includes('+'))
    if (!hasVariants) return error(`OS '${name}' does not support variants`)
    if (!variant) return error(`OS name '${os}' must include a variant`)
    return forceVariant ? fine : error(`OS '${name}' does not support variant '${variant}'`)
  },
)

/** What a node reports to `gnt-cluster verify`. `volumes` null: it cannot list them. */
export interface NodeVerify {
  /** Nodes it cannot reach over ssh and over TCP. */
  unreachable: NodeName[]
  masterIpReachable: boolean
  info: NodeInfo
  minors: number[]
  guests: string[]
  volumes: string[] | null
  /** Milliseconds since 1970. */
  clock: number
  software: string
  configSerial: number | null
  ssconfMaster: NodeName | null
  /** Checksums of the files that must be alike everywhere, by path. */
  files: Record<string, string>
}

const nodeVerify = nodeQuestion<{ nodes: NodeName[] }, NodeVerify>(
  900,
  (world, machine, { nodes }) => {
    const { name, files } = machine
    return ok({
      unreachable: nodes.filter((node) => reach(world, name, node) === 'silent'),
      masterIpReachable: addressHolder(world, name) !== undefined,
      info: infoOf(machine),
      minors: Object.keys(machine.drbd).map(Number),
      guests: Object.values(machine.guests)
        .filter(isCounted)
        .map((g) => g.instance),
      volumes:
        machine.volumeGroup.state === 'failed' ? null : Object.keys(machine.volumeGroup.volumes),
      clock: world.epochMs + world.now,
      software: behaviourOf(world.release).software,
      configSerial: files.config?.serial ?? null,
      ssconfMaster: files.ssconf?.masterNode ?? null,
      files: checksumsOf(machine),
    })
  },
)

/** Starts or stops one of its daemons. */
const ensureDaemon = nodeCall<{ daemon: Daemon; running: boolean }, null>(
  100,
  (_world, machine, { daemon, running }) => {
    machine.daemons = machine.daemons.filter((d) => d !== daemon)
    const stopped = (machine.stoppedDaemons ?? []).filter((d) => d !== daemon)
    if (running) machine.daemons.push(daemon)
    machine.stoppedDaemons = running ? stopped : [...stopped, daemon]
    return fine
  },
)

/** Makes or shows the node's certificate. */
const cryptoTokens = nodeQuestion<Record<string, never>, null>(200, () => fine)

/** It is no candidate any more: its copy of the configuration is moved away. */
const demoteFromCandidate = nodeCall<Record<string, never>, null>(300, (_world, machine) => {
  machine.files.config = null
  return fine
})

/** Takes a hosts file, and from `node add` a copy of configuration and ssconf. */
const uploadFiles = nodeCall<
  { config: ClusterConfig | null; asCandidate: boolean; hosts: { ip: string; name: string }[] },
  null
>(300, (world, machine, { config, asCandidate, hosts }) => {
  if (config) {
    machine.files.ssconf = ssconfOf(config)
    takeConfig(world, machine.name, asCandidate ? config : null)
  }
  machine.files.hosts = hosts
  return fine
})

/** Resets the machine once the answer is out. */
const powercycle = nodeCall<Record<string, never>, string>(200, (world, machine) => {
  const { name: node, bootId } = machine
  setAlarm(world, world.now + 5000, { kind: 'reset', node, bootId })
  return ok('Reboot scheduled in 5 seconds')
})

/** It leaves the cluster: daemons stop, its copies are removed. */
const leaveCluster = nodeCall<Record<string, never>, null>(600, (_world, machine) => {
  const { cluster } = machine.files.config ?? {}
  if (cluster) {
    const { osTypes, nicLink, masterNetdev } = cluster
    machine.files.formerCluster = { osTypes: [...osTypes], nicLink, masterNetdev }
  }
  machine.files.config = null
  machine.files.ssconf = null
  machine.daemons = []
  return fine
})

/** Who it believes is master; asked in votes. */
const masterNodeName = nodeQuestion<Record<string, never>, { master: NodeName | null }>(
  80,
  (_world, machine) => ok({ master: machine.files.ssconf?.masterNode ?? null }),
)

/** Looks first whether the address answers elsewhere. Source: tools/master-ip-setup. */
const activateMasterIp = nodeCall<Record<string, never>, null>(400, (world, machine) => {
  if (machine.masterIp) return fine
  const cluster = machine.files.config?.cluster
  const netdev = cluster?.masterNetdev ?? ''
  const there = [cluster?.nicLink, cluster?.settings?.firstNetdev ?? netdev, 'lo']
  if (!there.includes(netdev))
    return error(
      `Failed to start the master IP. Script return value: 1, output: 'Cannot find device "${netdev}"\nError during the activation of the master IP address\n'`,
    )
  if (addressHolder(world, machine.name) !== undefined)
    return error(
      "Failed to start the master IP. Script return value: 1, output: 'Error: master IP address configured on another machine.\n'",
    )
  machine.masterIp = true
  machine.masterIpAnnounced = world.now
  return fine
})

const deactivateMasterIp = nodeCall<Record<string, never>, null>(300, (_world, machine) => {
  machine.masterIp = false
  return fine
})

const stopMasterDaemons = nodeCall<Record<string, never>, null>(1500, (world, machine) => {
  const stopping = behaviourOf(world.release).masterDaemons
  machine.daemons = machine.daemons.filter((d) => !stopping.includes(d))
  delete machine.writer
  return fine
})

/** Program that its DRBD module calls on events: as the module was loaded. */
const drbdHelper = nodeQuestion<Record<string, never>, string>(100, () => ok('/bin/true'))

/** Parameters of a hypervisor that name files, as far as a node checks that they are there. */
const FILES = ['kernel_path', 'kvm_path', 'initrd_path', 'vnc_password_file', 'bootloader_path']

/** Looks at what the parameters of a hypervisor name on this node. */
const hypervisorValidate = nodeQuestion<{ hypervisor: string; params: Parameters }, null>(
  150,
  (_world, machine, { hypervisor, params }) => {
    if (hypervisor === 'fake') return fine
    // KVM is installed where the cluster was made for it.
    const installed = machine.files.config?.cluster.hvparams?.kvm !== undefined
    const missing = FILES.find(
      (name) => (own(params, name) ?? '') !== '' && !(installed && name === 'kvm_path'),
    )
    return missing === undefined
      ? fine
      : error(
          `Parameter '${missing}' fails validation: not found or not a file (current value: '${own(params, missing)}')`,
        )
  },
)

/** Gives the cluster's address another netmask. */
const changeNetmask = nodeCall<{ netmask: number }, null>(300, () => fine)

/** Parameters that the scripts of this lab's operating systems know. */
const OS_PARAMETERS = ['dhcp', 'filesystem']

/** Whether an OS, installed or not, knows these parameters. `installed`: names with their variants. */
const osCheckParams = nodeQuestion<{ os: string; installed: string[]; names: string[] }, null>(
  150,
  (_world, _machine, { os, installed, names }) => {
    const [name = ''] = os.split('+')
    const ours = installed.filter((known) => known.split('+')[0] === name)
    if (ours.length === 0 || names.length === 0) return fine
    // Scripts without variants follow the first API, for which Ganeti checks no parameters.
    if (!ours.some((known) => known.includes('+'))) return fine
    if (!os.includes('+')) return error(`OS name '${os}' must include a variant`)
    const odd = names.filter((each) => !OS_PARAMETERS.includes(each))
    return odd.length === 0
      ? fine
      : error(
          `The following parameters are not supported by the OS ${name}: ${odd.sort().join(', ')}`,
        )
  },
)

/** Which operating systems it could install: every machine of this lab has the same definitions. */
const osDiagnose = nodeQuestion<{ installed: string[] }, string[]>(
  250,
  (_world, _machine, { installed }) => ok(installed),
)

/** Providers of external storage: no machine of this lab has any. */
const extstorageDiagnose = nodeQuestion<object, string[]>(150, () => ok([]))

/** The calls about the node itself, by name. */
export const nodeCalls = {
  node_info: nodeInfo,
  version,
  hooks_runner: hooksRunner,
  test_delay: testDelay,
  restricted_command: restrictedCommand,
  bridges_exist: bridgesExist,
  os_validate: osValidate,
  node_verify: nodeVerify,
  node_demote_from_mc: demoteFromCandidate,
  node_ensure_daemon: ensureDaemon,
  node_crypto_tokens: cryptoTokens,
  upload_file: uploadFiles,
  node_leave_cluster: leaveCluster,
  node_powercycle: powercycle,
  master_node_name: masterNodeName,
  node_activate_master_ip: activateMasterIp,
  node_deactivate_master_ip: deactivateMasterIp,
  node_stop_master: stopMasterDaemons,
  drbd_helper: drbdHelper,
  os_check_params: osCheckParams,
  hypervisor_validate_params: hypervisorValidate,
  node_change_master_netmask: changeNetmask,
  os_diagnose: osDiagnose,
  extstorage_diagnose: extstorageDiagnose,
}
