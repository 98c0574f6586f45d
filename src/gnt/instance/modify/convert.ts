/**
 * Converting an instance's disks to another template by copying them: every pair but plain and mirrored, which share
 * their volumes. Source: lib/cmdlib/instance_set_params.py (_ConvertInstanceDisks).
 */
import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import { drawUuid } from '../../../lib/random.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import {
  type DiskConf,
  type DiskTemplate,
  type InstanceConf,
  type NodeName,
  nodesOf,
} from '../../../sim/cluster/config.ts'
import { describeDisk, describeVolume } from '../../../sim/noded/devices.ts'
import { fail, unhandled } from '../../../sim/run/opcode.ts'
import { ask, askEach, attempt, forEach, when } from '../../../sim/run/parts.ts'
import { lockedInstance } from '../checks.ts'
import { imageDirectory, imageName } from '../disks/steps.ts'
import { waitForSync } from '../disks/wait-for-sync.ts'
import { plannedMirrors, portsOf, withPorts } from './mirrors.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './op.ts'

const target = ({ params }: ModifyOp): DiskTemplate => params.template as DiskTemplate

/** The disks that take the place of the present ones, with names of their own. */
function plannedDisks(op: ModifyOp): DiskConf[] {
  const instance = lockedInstance(op)
  const { random } = op.world
  if (target(op) === 'drbd') {
    const mirrors = plannedMirrors(op.world, instance, op.vars.secondary)
    withPorts(op, mirrors)
    return mirrors
  }
  const folder = imageDirectory(
    op.config,
    target(op),
    instance.name,
    op.params.fileStorageDir ?? null,
  )
  return instance.disks.map(({ sizeMib, mode, name }, i): DiskConf => {
    const facts = { uuid: drawUuid(random, 'uuid'), sizeMib, mode, name: name ?? null }
    return target(op) === 'plain'
      ? { ...facts, kind: 'plain', volume: `${drawUuid(random, 'uuid')}.disk${i}` }
      : { ...facts, kind: 'file', path: `${folder}/${imageName(random, target(op), i)}` }
  })
}

/** The instance as it will be, whose nodes hold the new disks. */
const converted = (op: ModifyOp): InstanceConf => ({
  ...lockedInstance(op),
  template: target(op),
  disks: op.vars.newDisks,
})

interface Round {
  disk: DiskConf
  index: number
  node: NodeName
}

const rounds = (op: ModifyOp): Round[] =>
  op.vars.newDisks.flatMap((disk, index) =>
    nodesOf(converted(op)).map((node) => ({ disk, index, node })),
  )

const begin = (op: ModifyOp) => {
  const { template, disks } = lockedInstance(op)
  op.log(`Converting disk template from '${template}' to '${target(op)}'`)
  op.log(`Generating new '${target(op)}' disk template...`)
  // An allocator is never asked here, so a mirror may lack its second node.
  if (target(op) === 'drbd' && op.vars.secondary === '')
    return unhandled('Wrong template configuration')
  op.vars.oldDisks = clone(disks)
  op.vars.oldNodes = nodesOf(lockedInstance(op))
  op.vars.newDisks = plannedDisks(op)
  if (target(op) !== 'drbd')
    for (const [i, { sizeMib }] of op.vars.newDisks.entries())
      op.log(`* disk ${i}, size ${formatUnit(sizeMib, 'h')}`)
  op.log(`Creating new empty disks of type '${target(op)}'...`)
}

const firstPart = (op: ModifyOp, { disk, index }: Round): string =>
  disk.kind === 'drbd'
    ? describeVolume(op.config.cluster.volumeGroup, disk.dataVolume, disk.sizeMib, null)
    : describeDisk(op.world, disk, index)

const cannotMake = (op: ModifyOp, { node }: Round, what: string, error: string) =>
  fail(
    `Can't create block device ${what} on node ${node} for instance ${lockedInstance(op).name}: ${error}`,
  )

const makeDisks: ModifySteps = attempt(
  'new disks',
  forEach('new disks to make', rounds, (round) => [
    ask('create the new disks', 'blockdev_create', {
      to: (op) => round(op).node,
      before: (op) => {
        op.vars.begun = round.index(op) + 1
      },
      args: (op) => ({ disk: round(op).disk, instance: lockedInstance(op).name }),
      answer: (op, reply) => {
        const at = round(op)
        if (!reply.ok) return cannotMake(op, at, firstPart(op, at), reply.error)
      },
    }),
    ask('put the new disks to use', 'blockdev_assemble', {
      to: (op) => round(op).node,
      args: (op) => {
        const { disk, node } = round(op)
        return { disk, primary: node === lockedInstance(op).primary, fresh: true }
      },
      answer: (op, reply) => {
        const at = round(op)
        if (!reply.ok)
          return cannotMake(op, at, describeDisk(op.world, at.disk, at.index), reply.error)
      },
    }),
  ]),
  {
    caught: (op, why) => {
      op.vars.failure = why
    },
    otherwise: [
      askEach('undo: remove the new disks', 'blockdev_remove', {
        of: (op) => rounds(op).slice(0, op.vars.begun).reverse(),
        to: (_op, { node }) => node,
        args: (_op, { disk }) => ({ disk }),
      }),
      {
        'undo: give up the conversion': (op) => {
          op.warn('Device creation failed')
          return fail(op.vars.failure)
        },
      },
    ],
  },
)

/** What Ganeti calls the place of a disk, in the end of its logical id. */
const placeOf = (disk: DiskConf | undefined): string => {
  if (disk?.kind === 'file') return disk.path
  return disk?.kind === 'plain' ? disk.volume : (disk?.dataVolume ?? '')
}

const copyDisks: ModifySteps = attempt(
  'the copy',
  [
    {
      'announce the copy': (op) =>
        op.log(`Populating the new empty disks of type '${target(op)}'...`),
    },
    askEach('copy the disks', 'blockdev_convert', {
      of: (op) => op.vars.oldDisks.map((disk, index) => ({ disk, index })),
      to: (op) => lockedInstance(op).primary,
      before: (op, { disk, index }) =>
        op.log(
          ` - copying data from disk ${index} (${disk.kind === 'file' ? lockedInstance(op).template : disk.kind}), size ${formatUnit(disk.sizeMib, 'h')}`,
        ),
      args: (op, { disk, index }) => ({ from: disk, to: op.vars.newDisks[index] ?? disk }),
      answer: (op, reply, { disk, index }) => {
        if (reply.ok) return
        op.log(
          ` - ERROR: Could not copy disk '${placeOf(disk)}' to '${placeOf(op.vars.newDisks[index])}'`,
        )
        return fail(`Error while converting the instance's template: ${reply.error}`)
      },
    }),
  ],
  {
    caught: (op, why) => {
      op.vars.failure = why
      op.info('Some disks failed to copy')
      op.info('The instance will not be affected, aborting operation')
      op.info(`Removing newly created disks of type '${target(op)}'...`)
    },
    otherwise: [
      askEach('remove the new disks', 'blockdev_remove', {
        of: rounds,
        to: (_op, { node }) => node,
        args: (_op, { disk }) => ({ disk }),
        answer: (op, reply, { index, node }) => {
          if (!reply.ok)
            op.warn(
              `Could not remove disk ${index} on node ${node}, continuing anyway: ${reply.error}`,
            )
        },
      }),
      {
        'give up the copy': (op) => {
          op.info('Newly created disks removed successfully')
          return fail(op.vars.failure)
        },
      },
    ],
  },
)

function exchange(op: ModifyOp): void {
  const { name, template } = lockedInstance(op)
  op.log(
    `Detaching old disks (${template}) from the instance and removing them from cluster config`,
  )
  op.log(`Adding new disks (${target(op)}) to cluster config and attaching them to the instance`)
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.disks = clone(op.vars.newDisks)
      instance.template = target(op)
      draft.cluster.freePorts = [...draft.cluster.freePorts, ...portsOf(op.vars.oldDisks)].sort(
        (a, b) => a - b,
      )
    },
    { quiet: true },
  )
}

const removeOld: ModifySteps = askEach('remove the old disks', 'blockdev_remove', {
  of: (op) =>
    op.vars.oldDisks.flatMap((disk, index) =>
      op.vars.oldNodes.map((node) => ({ disk, index, node })),
    ),
  to: (_op, { node }) => node,
  args: (_op, { disk }) => ({ disk }),
  answer: (op, reply, { node }) => {
    // The disk is looked up among those that the instance has by then.
    if (!reply.ok)
      op.warn(`Could not remove disk None on node ${node}, continuing anyway: ${reply.error}`)
  },
})

/** From one template to another, for disks that are no volumes before or afterwards. */
export const copyConversion: ModifySteps = [
  { 'convert: plan': begin },
  makeDisks,
  copyDisks,
  { 'convert: exchange': exchange },
  when(
    'convert: has to wait',
    (op) => op.params.waitForSync,
    waitForSync<ModifyParams, ModifyVars>('convert: wait for sync', { instance: lockedInstance }),
    waitForSync<ModifyParams, ModifyVars>('convert: ask for sync', {
      instance: lockedInstance,
      oneshot: true,
    }),
  ),
  {
    'convert: check sync': (op) => {
      if (!op.vars.synced)
        return fail('There are some degraded disks for this instance, please cleanup manually', {
          is: 'not in sync',
          instance: lockedInstance(op).name,
        })
      const kind = op.vars.oldDisks[0]?.kind ?? ''
      op.log(`Removing old block devices of type '${kind}'...`)
    },
  },
  removeOld,
]
