/**
 * gnt-instance add: makes disks, installs an OS on them and starts the new instance.
 * Manual: gnt-instance(8), ADD. Source: lib/cmdlib/instance_create.py (LUInstanceCreate).
 */
import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import type { DiskConf, NodeName } from '../../../sim/cluster/config.ts'
import { HYPERVISORS } from '../../../sim/cluster/settings.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { describeDisk, describeVolume } from '../../../sim/noded/devices.ts'
import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode, done, fail, type OpPart, withParams } from '../../../sim/run/opcode.ts'
import { ask, askEach, attempt, forEach, when } from '../../../sim/run/parts.ts'
import { nextPort } from '../../../sim/start.ts'
import { FOLLOWING, failure, prereqText, submitAndFollow } from '../../client/client.ts'
import { type ClientSteps, defineCommand, type Parsed } from '../../command.ts'
import { add as spec } from '../../declared/instance-life.ts'
import { findNode } from '../../names.ts'
import { lockedInstance } from '../checks.ts'
import { forget, removeDisks } from '../disks/remove.ts'
import { freeMinors } from '../disks/steps.ts'
import { waitForSync } from '../disks/wait-for-sync.ts'
import { adopts, adoptVolumes } from './adopt.ts'
import { createChecks } from './checks.ts'
import { importDisks } from './import.ts'
import { CREATE_VARS, type CreateOp, isMirrored, newborn, placesOf } from './op.ts'
import { pastCreation } from './past.ts'
import { type CreateParams, type ImportSource, readRequest } from './request.ts'

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

const beginCreation = (op: CreateOp): void => {
  assignPorts(op)
  if (!isMirrored(op))
    for (const [i, { sizeMib }] of newborn(op).disks.entries())
      op.log(`* disk ${i}, size ${formatUnit(sizeMib, 'h')}`)
}

const makeDisks: Steps = forEach('disks to make', rounds, (current) => [
  ask('create volumes', 'blockdev_create', {
    to: (op) => current(op).node,
    before: (op) => {
      op.vars.begun = current.index(op) + 1
    },
    args: (op) => ({ disk: current(op).disk, instance: newborn(op).name }),
    answer: (op, reply) => {
      const round = current(op)
      if (!reply.ok) return fail(cannotMake(op, round, firstPart(op, round), reply.error))
    },
  }),
  ask('put volumes to use', 'blockdev_assemble', {
    to: (op) => current(op).node,
    args: (op) => {
      const { disk, node } = current(op)
      return { disk, primary: node === op.vars.primary, fresh: true }
    },
    answer: (op, reply) => {
      const round = current(op)
      const what = describeDisk(op.world, round.disk, round.index)
      if (!reply.ok) return fail(cannotMake(op, round, what, reply.error))
    },
  }),
])

/** CreateDisks: one node after the other; what was made is removed again when one fails. */
const createDisks: Steps = [
  { 'announce the disks': (op) => op.log('* creating instance disks...') },
  attempt('creation', makeDisks, {
    caught: (op, why) => {
      op.vars.error = why
    },
    otherwise: [
      askEach('undo: remove volumes', 'blockdev_remove', {
        of: (op) => rounds(op).slice(0, op.vars.begun).reverse(),
        to: (_op, { node }) => node,
        args: (_op, { disk }) => ({ disk }),
      }),
      {
        'undo: give up': (op) => {
          op.warn('Device creation failed')
          forget(op, newborn(op))
          return fail(op.vars.error)
        },
      },
    ],
  }),
]

/** Adopted volumes only get their new names. */
const makeOrAdopt: Steps = [
  { begin: beginCreation },
  when('volumes are taken over', adopts, adoptVolumes, createDisks),
]

const release = (op: CreateOp, level: Lock['level']): void => {
  op.job.holds = op.job.holds.filter((lock) => lock.level !== level)
}

/** Whether disks are objects of the configuration, which are attached and waited for once more. */
const attachesDisks = byRelease({ '2.11': false, '3.0': true })

const addToConfig = (op: CreateOp): void => {
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
  if (attachesDisks(op)) op.log('adding disks to cluster config')
  release(op, 'node')
}

/** Waits for mirrored disks, or asks once how they are. */
const sync = (name: string): Steps =>
  when(`${name}: is asked for`, (op) => op.params.waitForSync || isMirrored(op), [
    when(
      `${name}: has to wait`,
      (op) => op.params.waitForSync,
      waitForSync<CreateParams, Vars>(`${name}: wait for sync`, { instance: lockedInstance }),
      [
        { [`(${name}: announce)`]: (op) => op.log('* checking mirrors status') },
        waitForSync<CreateParams, Vars>(`${name}: ask for sync`, {
          instance: lockedInstance,
          oneshot: true,
        }),
      ],
    ),
    {
      [`(${name}: in sync?)`]: (op) => {
        op.vars.degraded = !op.vars.synced
      },
    },
  ])

/** _RemoveDegradedDisks, which later releases go through a second time. */
const syncDisks: Steps = [
  sync('new disks'),
  when(
    'disks are attached',
    (op) => attachesDisks(op) && !op.vars.degraded,
    sync('attached disks'),
  ),
  when('disks are degraded', (op) => op.vars.degraded, [
    removeDisks<CreateParams, Vars>('undo: remove disks'),
    {
      'undo: forget': (op) => {
        forget(op, lockedInstance(op))
        return fail('There are some degraded disks for this instance', {
          is: 'not in sync',
          instance: op.params.instance,
        })
      },
    },
  ]),
  { releaseResources: (op) => release(op, 'node-res') },
]

const pausesSync = (op: CreateOp): boolean => isMirrored(op) && !op.params.waitForSync

const installAndStart: Steps = [
  ask('install the OS', 'instance_os_add', {
    to: (op) => {
      const { primary, disks } = lockedInstance(op)
      return op.params.noInstall || op.params.source || disks.length === 0 || adopts(op)
        ? null
        : primary
    },
    before: (op) => {
      if (pausesSync(op)) op.log('* pausing disk sync to install instance OS')
      op.log('* running the instance OS create scripts...')
    },
    args: (op) => ({ instance: lockedInstance(op) }),
    answer: (op, reply) => {
      if (pausesSync(op)) op.log('* resuming disk sync')
      const { name } = newborn(op)
      if (!reply.ok)
        return fail(`Could not add os for instance ${name} on node ${reply.node}: ${reply.error}`)
    },
  }),
  ask('start', 'instance_start', {
    to: (op) => (op.params.start ? op.vars.primary : null),
    before: (op) => {
      const { name } = newborn(op)
      op.edit((draft) => {
        const instance = own(draft.instances, name)
        if (!instance) return
        instance.adminState = 'up'
        // Active since they were made, but noted with the start only.
        instance.disksActive = true
      })
      op.log('* starting instance...')
    },
    args: (op) => ({ instance: lockedInstance(op) }),
    answer: (_op, reply) => {
      if (!reply.ok) return fail(`Could not start instance: ${reply.error}`)
    },
  }),
]

export const INSTANCE_CREATE = defineOpcode<CreateParams, Vars, NodeName[]>({
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
  exec: 'begin',
  hooks: (op) => [op.master, ...placesOf(op)],
  steps: [
    createChecks,
    makeOrAdopt,
    { addToConfig },
    syncDisks,
    importDisks,
    installAndStart,
    { tellNodes: (op) => done(placesOf(op)) },
  ],
  past: pastCreation,
})

/** Names that a request may carry; which are enabled is the job's question. */
const complaintOf = (kind: 'wrong_input' | 'parameter' | 'plain', text: string): string => {
  if (kind === 'plain') return text
  return kind === 'parameter' ? `Parameter Error: ${text}` : prereqText({ class: kind, text })
}

/** The client of a command that creates an instance; `sourceOf`: the export that it is made from. */
export const createClient = (
  sourceOf: (line: Parsed) => ImportSource | null,
): ClientSteps<typeof FOLLOWING> => [
  {
    check: (p) => {
      const read = readRequest(p.vars, sourceOf(p.vars))
      if (read.ok) {
        const { hypervisor } = read.value
        if (hypervisor === null || HYPERVISORS.includes(hypervisor)) return undefined
        return failure(
          p,
          `Unhandled protocol error while talking to the master daemon:\nFailed to parse request: SubmitJob: Can't parse value for 'hypervisor': Invalid string value for type Hypervisor: "${hypervisor}"`,
        )
      }
      return failure(p, complaintOf(read.kind, read.text))
    },
  },
  submitAndFollow<typeof FOLLOWING>((p) => {
    const read = readRequest(p.vars, sourceOf(p.vars))
    return read.ok ? [withParams(INSTANCE_CREATE, read.value)] : []
  }),
]

export const add = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: createClient(() => null),
  opcodes: [INSTANCE_CREATE],
})
