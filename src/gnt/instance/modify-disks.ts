/**
 * Converting an instance's disks between plain and mirrored.
 * Source: lib/cmdlib/instance_set_params.py (_ConvertPlainToDrbd, _ConvertDrbdToPlain).
 */
import { clone } from '../../lib/clone.ts'
import { own } from '../../lib/own.ts'
import { drawUuid } from '../../lib/random.ts'
import type { DiskConf, DrbdDisk, InstanceConf, NodeName } from '../../sim/cluster/config.ts'
import { DRBD_META_MIB, secondaryOf } from '../../sim/cluster/config.ts'
import { describeDisk, describeVolume } from '../../sim/noded/devices.ts'
import { call, fail, goto, refuse } from '../../sim/run/opcode.ts'
import { nextPort } from '../../sim/start.ts'
import type { World } from '../../sim/world.ts'
import { runAllocator } from '../iallocator.ts'
import { freeMinors, shutdownDisks } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import { lockedInstance } from './checks.ts'
import type { ModifyOp, ModifyParams, ModifySteps, ModifyVars } from './modify-op.ts'
import { waitForSync } from './steps-wait-for-sync.ts'

/** The mirrored disks that take the place of plain ones. `draws`: with names of their own. */
export const plannedMirrors = (
  world: World,
  { primary, disks }: InstanceConf,
  secondary: NodeName,
  { draws }: { draws: boolean },
): DrbdDisk[] =>
  disks.map(({ sizeMib, mode, name }, i) => {
    const volume = draws ? `${drawUuid(world.random, 'uuid')}.disk${i}` : ''
    return {
      uuid: draws ? drawUuid(world.random, 'uuid') : '',
      sizeMib,
      mode,
      name: name ?? null,
      kind: 'drbd',
      dataVolume: `${volume}_data`,
      metaVolume: `${volume}_meta`,
      nodes: [primary, secondary],
      minors: [0, 0],
      port: 0,
      secret: draws ? drawUuid(world.random, 'secret').replaceAll('-', '') : '',
    }
  })

/** Metadata of a mirrored disk as a volume of its own. */
const metaOf = (disk: DrbdDisk): DiskConf => ({
  uuid: disk.uuid,
  sizeMib: DRBD_META_MIB,
  mode: 'rw',
  kind: 'plain',
  volume: disk.metaVolume,
})

function assignPorts(op: ModifyOp): void {
  const { primary, disks } = lockedInstance(op)
  const minors = [primary, op.vars.secondary].map((n) => freeMinors(op.config, n, disks.length))
  op.edit(
    (draft) => {
      for (const [i, disk] of op.vars.mirrors.entries()) {
        disk.minors = [minors[0]?.[i] ?? 0, minors[1]?.[i] ?? 0]
        disk.port = nextPort(draft)
      }
    },
    { quiet: true },
  )
}

const replaceDisks = (op: ModifyOp, template: 'plain' | 'drbd', disks: DiskConf[]): void => {
  const { name, disks: before } = lockedInstance(op)
  const ports = before.flatMap((disk) => (disk.kind === 'drbd' ? [disk.port] : []))
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.disks = clone(disks)
      instance.template = template
      draft.cluster.freePorts = [...draft.cluster.freePorts, ...ports].sort((a, b) => a - b)
    },
    { quiet: true },
  )
}

const unmadeVolume = (op: ModifyOp, name: string, mib: number): string =>
  describeVolume(op.config.cluster.volumeGroup, name, mib, null)

const cannotCreate = (op: ModifyOp, what: string, node: NodeName, error: string) =>
  fail(
    `Can't create block device ${what} on node ${node} for instance ${lockedInstance(op).name}: ${error}`,
  )

const bothNodes = (op: ModifyOp): NodeName[] => [lockedInstance(op).primary, op.vars.secondary]

/** Metadata on the primary, then the whole disk on the secondary, disk by disk. */
const mirror: ModifySteps = [
  {
    'mirror: begin': (op) => {
      op.log("Converting disk template from 'plain' to 'drbd'")
      if (op.vars.secondary !== '') return goto('mirror: plan')
      op.log(`Using ${op.vars.script} to choose new secondary`)
    },
  },
  runAllocator<ModifyParams, ModifyVars>('choose', {
    script: (op) => op.vars.script,
    request: (op) => ({ type: 'allocate-secondary', name: lockedInstance(op).name }),
    template: () => 'drbd',
    cannot: (op, info) =>
      refuse(
        'insufficient_resources',
        `Can's find secondary node using iallocator ${op.vars.script}: ${info}`,
      ),
  }),
  {
    'mirror: take choice': (op) => {
      op.vars.secondary = String(op.vars.chosen)
      op.log(`${op.vars.script} choose ${op.vars.secondary} as new secondary`)
    },
    'mirror: plan': (op) => {
      op.vars.mirrors = plannedMirrors(op.world, lockedInstance(op), op.vars.secondary, {
        draws: true,
      })
      assignPorts(op)
      op.log('Creating additional volumes...')
      op.vars.round = 0
    },
    'mirror: make metadata': (op) => {
      const disk = op.vars.mirrors[op.vars.round]
      const { name, primary } = lockedInstance(op)
      if (!disk) return goto('mirror: rename')
      return call(primary, 'blockdev_create', { disk: metaOf(disk), instance: name })
    },
    'mirror: make copy': (op) => {
      const reply = op.reply('blockdev_create')
      const disk = op.vars.mirrors[op.vars.round]
      if (!disk) return goto('mirror: rename')
      if (!reply.ok)
        return cannotCreate(
          op,
          unmadeVolume(op, disk.metaVolume, DRBD_META_MIB),
          reply.node,
          reply.error,
        )
      const instance = lockedInstance(op).name
      return call(op.vars.secondary, 'blockdev_create', { disk, instance })
    },
    'mirror: made': (op) => {
      const reply = op.reply('blockdev_create')
      const disk = op.vars.mirrors[op.vars.round]
      if (!reply.ok && disk)
        return cannotCreate(
          op,
          unmadeVolume(op, disk.dataVolume, disk.sizeMib),
          reply.node,
          reply.error,
        )
      op.vars.round += 1
      return goto('mirror: make metadata')
    },
    'mirror: rename': (op) => {
      op.log('Renaming original volumes...')
      const { primary, disks } = lockedInstance(op)
      const renames = disks.flatMap((disk, i): [string, string][] => {
        const to = op.vars.mirrors[i]
        return disk.kind === 'plain' && to ? [[disk.volume, to.dataVolume]] : []
      })
      return call(primary, 'blockdev_rename', { renames })
    },
    'mirror: initialize': (op) => {
      const reply = op.reply('blockdev_rename')
      if (!reply.ok) return fail(`Failed to rename original LVs: ${reply.error}`)
      op.log('Initializing DRBD devices...')
      op.vars.round = 0
    },
    'mirror: write metadata': (op) => {
      const disk = op.vars.mirrors[Math.floor(op.vars.round / 2)]
      const node = bothNodes(op)[op.vars.round % 2] ?? ''
      const instance = lockedInstance(op).name
      return disk
        ? call(node, 'blockdev_create', { disk, instance, onExisting: true })
        : goto('mirror: attach')
    },
    'mirror: use': (op) => {
      const reply = op.reply('blockdev_create')
      const disk = op.vars.mirrors[Math.floor(op.vars.round / 2)]
      op.vars.error = reply.ok ? '' : reply.error
      if (!reply.ok || !disk) return goto('mirror: rename back')
      const primary = op.vars.round % 2 === 0
      return call(reply.node, 'blockdev_assemble', { disk, primary, fresh: true })
    },
    'mirror: used': (op) => {
      const reply = op.reply('blockdev_assemble')
      op.vars.error = reply.ok ? '' : reply.error
      if (!reply.ok) return goto('mirror: rename back')
      op.vars.round += 1
      return goto('mirror: write metadata')
    },
    'mirror: rename back': (op) => {
      op.log('Initializing of DRBD devices failed; renaming back original volumes...')
      const { primary, disks } = lockedInstance(op)
      const renames = disks.flatMap((disk, i): [string, string][] => {
        const from = op.vars.mirrors[i]
        return disk.kind === 'plain' && from ? [[from.dataVolume, disk.volume]] : []
      })
      return call(primary, 'blockdev_rename', { renames })
    },
    'mirror: give up': (op) => {
      const reply = op.reply('blockdev_rename')
      const node = bothNodes(op)[op.vars.round % 2] ?? ''
      const disk = op.vars.mirrors[Math.floor(op.vars.round / 2)]
      const what = disk ? describeDisk(op.world, disk, Math.floor(op.vars.round / 2)) : ''
      return reply.ok
        ? cannotCreate(op, what, node, op.vars.error)
        : fail(`Failed to rename LVs back after error ${op.vars.error}: ${reply.error}`)
    },
    'mirror: attach': (op) => {
      replaceDisks(op, 'drbd', op.vars.mirrors)
      return goto(op.params.waitForSync ? 'sync: announce' : 'look: announce')
    },
  },
  waitForSync<ModifyParams, ModifyVars>('sync', { instance: lockedInstance }),
  { 'mirror: synced': () => goto('mirror: judge') },
  waitForSync<ModifyParams, ModifyVars>('look', { instance: lockedInstance, oneshot: true }),
  {
    'mirror: judge': (op) =>
      op.vars.synced
        ? goto('convert: done')
        : fail('There are some degraded disks for this instance, please cleanup manually'),
  },
]

/** Back to plain: the primary keeps its data volumes, everything else goes. */
const unmirror: ModifySteps = {
  'unmirror: begin': (op) => {
    const instance = lockedInstance(op)
    op.log("Converting disk template from 'drbd' to 'plain'")
    op.vars.secondary = secondaryOf(instance) ?? ''
    op.vars.mirrors = instance.disks.filter((disk) => disk.kind === 'drbd')
    replaceDisks(
      op,
      'plain',
      op.vars.mirrors.map(({ sizeMib, mode, name, dataVolume }) => ({
        uuid: drawUuid(op.world.random, 'uuid'),
        sizeMib,
        mode,
        name: name ?? null,
        kind: 'plain',
        volume: dataVolume,
      })),
    )
    op.log('Removing volumes on the secondary node...')
    op.vars.round = 0
  },
  'unmirror: remove copy': (op) => {
    const disk = op.vars.mirrors[op.vars.round]
    return disk ? call(op.vars.secondary, 'blockdev_remove', { disk }) : goto('unmirror: primary')
  },
  'unmirror: removed copy': (op) => {
    warnOfRemoval(op, 'copy')
    return goto('unmirror: remove copy')
  },
  'unmirror: primary': (op) => {
    op.log('Removing unneeded volumes on the primary node...')
    op.vars.round = 0
  },
  'unmirror: remove metadata': (op) => {
    const disk = op.vars.mirrors[op.vars.round]
    return disk
      ? call(lockedInstance(op).primary, 'blockdev_remove', { disk: metaOf(disk) })
      : goto('convert: done')
  },
  'unmirror: removed metadata': (op) => {
    warnOfRemoval(op, 'metadata')
    return goto('unmirror: remove metadata')
  },
}

function warnOfRemoval(op: ModifyOp, part: 'copy' | 'metadata'): void {
  const reply = op.reply('blockdev_remove')
  const what = wordingOf(op.world.release).leftOver[part](op.vars.round)
  if (!reply.ok)
    op.warn(`Could not remove ${what} on node ${reply.node}, continuing anyway: ${reply.error}`)
  op.vars.round += 1
}

/** The steps that turn plain disks into mirrored ones, and back. */
export const convertSteps: ModifySteps = [
  { 'convert: choose': (op) => (op.params.template === null ? goto('convert: done') : undefined) },
  shutdownDisks<ModifyParams, ModifyVars>(
    'let go',
    lockedInstance,
    (op, node, offline) => offline && node !== lockedInstance(op).primary,
  ),
  {
    'convert: begin': (op) => {
      if (op.vars.trouble)
        return fail(
          'Cannot shutdown instance disks, unable to proceed with disk template conversion',
        )
      return goto(op.params.template === 'drbd' ? 'mirror: begin' : 'unmirror: begin')
    },
  },
  mirror,
  unmirror,
  { 'convert: done': () => undefined },
]
