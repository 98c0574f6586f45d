/**
 * gnt-instance add: makes disks, installs an OS on them and starts the new instance.
 * Manual: gnt-instance(8), ADD. Source: lib/cmdlib/instance_create.py (LUInstanceCreate).
 */
import { clone } from '../../lib/clone.ts'
import { own } from '../../lib/own.ts'
import { formatUnit } from '../../lib/units.ts'
import type { DiskConf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { describeDisk, describeVolume } from '../../sim/noded/devices.ts'
import { call, defineOpcode, fail, goto, type OpPart } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { nextPort } from '../../sim/start.ts'
import { FOLLOWING, failure, prereqText, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { add as spec } from '../declared/instance-life.ts'
import { findNode } from '../names.ts'
import { freeMinors } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import {
  CREATE_VARS,
  type CreateOp,
  createChecks,
  isMirrored,
  newborn,
  placesOf,
} from './add-checks.ts'
import { type CreateParams, readRequest } from './add-request.ts'
import { lockedInstance } from './checks.ts'
import { forget, removeDisks } from './steps-remove-disks.ts'
import { waitForSync } from './steps-wait-for-sync.ts'

type Vars = typeof CREATE_VARS
type Steps = OpPart<CreateParams, Vars>

/** Gives mirrored disks their nodes, minors and ports, and the guest its VNC port. */
function assignPorts(op: CreateOp): void {
  const instance = newborn(op)
  const { primary, secondary } = op.vars
  const count = instance.disks.length
  const minors = [primary, secondary].map((node) => freeMinors(op.config, node, count))
  op.edit(
    (draft) => {
      if (instance.hypervisor === 'kvm') instance.networkPort = nextPort(draft)
      for (const [i, disk] of instance.disks.entries()) {
        if (disk.kind !== 'drbd') continue
        disk.nodes = [primary, secondary]
        disk.minors = [minors[0]?.[i] ?? 0, minors[1]?.[i] ?? 0]
        disk.port = nextPort(draft)
      }
    },
    { quiet: true },
  )
}

interface Round {
  disk: DiskConf
  index: number
  node: string
}

/** Every disk on every node: to be made, then put to use. */
const rounds = (op: CreateOp): Round[] =>
  newborn(op).disks.flatMap((disk, index) =>
    (disk.kind === 'drbd' ? placesOf(op) : [op.vars.primary]).map((node) => ({
      disk,
      index,
      node,
    })),
  )

/** Of a mirrored disk the data volume is made first: it is what a node complains of. */
const firstPart = (op: CreateOp, { disk, index }: Round): string =>
  disk.kind === 'drbd'
    ? describeVolume(op.config.cluster.volumeGroup, disk.dataVolume, disk.sizeMib, null)
    : describeDisk(op.world, disk, index)

const cannotMake = (op: CreateOp, { node }: Round, what: string, error: string): string =>
  `Can't create block device ${what} on node ${node} for instance ${newborn(op).name}: ${error}`

/** CreateDisks: one node after the other; what was made is removed again when one fails. */
const createDisks: Steps = {
  'create: begin': (op) => {
    assignPorts(op)
    if (!isMirrored(op))
      for (const [i, { sizeMib }] of newborn(op).disks.entries())
        op.log(`* disk ${i}, size ${formatUnit(sizeMib, 'h')}`)
    op.log('* creating instance disks...')
    op.vars.round = 0
  },
  'create: make': (op) => {
    const round = rounds(op)[op.vars.round]
    if (!round) return goto('addToConfig')
    return call(round.node, 'blockdev_create', { disk: round.disk, instance: newborn(op).name })
  },
  'create: use': (op) => {
    const reply = op.reply('blockdev_create')
    const round = rounds(op)[op.vars.round]
    if (reply.ok && round)
      return call(round.node, 'blockdev_assemble', {
        disk: round.disk,
        primary: round.node === op.vars.primary,
        fresh: true,
      })
    if (!reply.ok && round) op.vars.error = cannotMake(op, round, firstPart(op, round), reply.error)
    return goto('create: remove')
  },
  'create: next': (op) => {
    const reply = op.reply('blockdev_assemble')
    const round = rounds(op)[op.vars.round]
    if (!reply.ok && round) {
      const what = describeDisk(op.world, round.disk, round.index)
      op.vars.error = cannotMake(op, round, what, reply.error)
      return goto('create: remove')
    }
    op.vars.round += 1
    return goto('create: make')
  },
  'create: remove': (op) => {
    const round = rounds(op)[op.vars.round]
    return round && op.vars.round >= 0
      ? call(round.node, 'blockdev_remove', { disk: round.disk })
      : goto('create: give up')
  },
  'create: removed': (op) => {
    op.vars.round -= 1
    return goto('create: remove')
  },
  'create: give up': (op) => {
    op.warn('Device creation failed')
    forget(op, newborn(op))
    return fail(op.vars.error)
  },
}

const release = (op: CreateOp, level: Lock['level']): void => {
  op.job.holds = op.job.holds.filter((lock) => lock.level !== level)
}

const attached = (op: CreateOp): boolean => wordingOf(op.world.release).attachesDisks

/** _RemoveDegradedDisks, which later releases go through a second time. */
const sync = (name: string, end: string): Steps => [
  {
    [`${name}: choose`]: (op) => {
      if (op.params.waitForSync) return goto(`${name} wait: announce`)
      if (!isMirrored(op)) return goto(end)
      op.log('* checking mirrors status')
      return goto(`${name} look: announce`)
    },
  },
  waitForSync<CreateParams, Vars>(`${name} wait`, { instance: lockedInstance }),
  { [`${name}: waited`]: (op) => goto(op.vars.synced ? end : 'dropDisks: begin') },
  waitForSync<CreateParams, Vars>(`${name} look`, { instance: lockedInstance, oneshot: true }),
  { [`${name}: looked`]: (op) => goto(op.vars.synced ? end : 'dropDisks: begin') },
]

export const INSTANCE_CREATE = defineOpcode<CreateParams, Vars>({
  name: 'INSTANCE_CREATE',
  summary: ({ instance }) => instance,
  locks: ({ instance, primary, secondary }, config) => {
    const named = [primary, secondary].flatMap((typed) =>
      typed === null ? [] : (findNode(config, typed)?.name ?? []),
    )
    const nodes = primary === null ? ['*'] : named
    return [
      { level: 'instance', name: instance, mode: 'exclusive' },
      ...nodes.flatMap((name): Lock[] => [
        { level: 'node', name, mode: 'exclusive' },
        { level: 'node-res', name, mode: 'exclusive' },
      ]),
    ]
  },
  vars: CREATE_VARS,
  exec: 'create: begin',
  hooks: (op) => [op.master, ...placesOf(op)],
  steps: [
    createChecks,
    createDisks,
    {
      addToConfig: (op) => {
        const instance = newborn(op)
        op.log(`adding instance ${instance.name} to cluster config`)
        op.edit(
          (draft) => {
            draft.instances[instance.name] = clone(instance)
            const born = own(draft.instances, instance.name)
            // Attaching a disk is a write of its own.
            if (born && op.behaviour.disksAreObjects) born.serial += born.disks.length
          },
          { quiet: true },
        )
        if (attached(op)) op.log('adding disks to cluster config')
        release(op, 'node')
      },
    },
    sync('sync', 'secondLook'),
    { secondLook: (op) => goto(attached(op) ? 'again: choose' : 'activate') },
    sync('again', 'activate'),
    {
      activate: (op) => release(op, 'node-res'),
      install: (op) => {
        const instance = lockedInstance(op)
        if (op.params.noInstall || instance.disks.length === 0) return goto('start')
        const pauses = isMirrored(op) && !op.params.waitForSync
        if (pauses) op.log('* pausing disk sync to install instance OS')
        op.log('* running the instance OS create scripts...')
        return call(instance.primary, 'instance_os_add', { instance })
      },
      judgeInstall: (op) => {
        const reply = op.reply('instance_os_add')
        if (isMirrored(op) && !op.params.waitForSync) op.log('* resuming disk sync')
        const { name, primary } = lockedInstance(op)
        if (!reply.ok)
          return fail(`Could not add os for instance ${name} on node ${primary}: ${reply.error}`)
      },
      start: (op) => {
        if (!op.params.start) return { next: 'done', value: null }
        const { name } = newborn(op)
        op.edit((draft) => {
          const instance = own(draft.instances, name)
          if (!instance) return
          instance.adminState = 'up'
          // Active since they were made, but noted with the start only.
          instance.disksActive = true
        })
        op.log('* starting instance...')
        const instance = lockedInstance(op)
        return call(instance.primary, 'instance_start', { instance })
      },
      judgeStart: (op) => {
        const reply = op.reply('instance_start')
        return reply.ok
          ? { next: 'done', value: null }
          : fail(`Could not start instance: ${reply.error}`)
      },
    },
    removeDisks<CreateParams, Vars>('dropDisks'),
    {
      drop: (op) => {
        forget(op, lockedInstance(op))
        return fail('There are some degraded disks for this instance')
      },
    },
  ],
})

/** Names that a request may carry; which are enabled is the job's question. */
const HYPERVISORS = ['chroot', 'fake', 'kvm', 'lxc', 'xen-hvm', 'xen-pvm']

export const add = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    {
      check: (p) => {
        const read = readRequest(p.vars)
        if (read.ok) {
          const { hypervisor } = read.value
          if (hypervisor === null || HYPERVISORS.includes(hypervisor)) return undefined
          return failure(
            p,
            `Unhandled protocol error while talking to the master daemon:\nFailed to parse request: SubmitJob: Can't parse value for 'hypervisor': Invalid string value for type Hypervisor: "${hypervisor}"`,
          )
        }
        return failure(
          p,
          read.kind === 'parameter'
            ? `Parameter Error: ${read.text}`
            : prereqText({ class: read.kind, text: read.text }),
        )
      },
    },
    submitAndFollow<typeof FOLLOWING>((p) => {
      const read = readRequest(p.vars)
      return read.ok ? [{ opcode: 'INSTANCE_CREATE', params: read.value }] : []
    }),
    { end: () => exit(0) },
  ],
  opcodes: [INSTANCE_CREATE],
})
