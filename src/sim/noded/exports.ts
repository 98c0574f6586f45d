import { own } from '../../lib/own.ts'
import { drawLetters } from '../../lib/random.ts'
import {
  type DiskConf,
  type InstanceConf,
  type InstanceName,
  minorOn,
  type NodeName,
} from '../cluster/config.ts'
import { type ExportFolder, freeDiskMib, type Machine } from '../cluster/machine.ts'
import { DUMP_MIB } from '../cluster/system-disk.ts'
import { startTransfer } from '../cluster/transfer.ts'
import type { DumpFile, World } from '../world.ts'
import { type CallAnswer, error, fine, nodeCall, nodeQuestion, ok } from './define.ts'
import { type DiskArgs, describeDisk, device, volumeFault } from './devices.ts'
import { missingOs } from './node.ts'
import { freeMapping } from './volumes.ts'

/**
 * Copies of disks on their way from node to node, and the exports that a node keeps: lib/backend.py
 * (StartImportExportDaemon, FinalizeExport, ListExports and others).
 */

/** The directory of the exports. */
export const EXPORT_DIR = '/var/lib/ganeti/export'

/** The scripts of an OS dump or restore a disk. `installed`: the names of the cluster. */
export interface Scripts {
  os: string
  installed: string[]
}

const faultOf = (machine: Machine, { os, installed }: Scripts): string | undefined =>
  missingOs(os, installed) ??
  (machine.volumeGroup.state === 'failed' ? 'cannot read the volume' : undefined)

/**
 * Begins to send a disk to another node; returns the number of the transfer. A whole disk of `sizeMib`, or what the
 * scripts of its OS dump of it; `from`: a dump of this node instead of a disk, for the disk of an instance.
 */
const exportStart = nodeCall<
  {
    instance: InstanceName
    target: NodeName
    sizeMib: number
    scripts?: Scripts
    from?: DumpFile
    into?: DumpFile
  },
  { transfer: number }
>(1200, (world, machine, { instance, target, sizeMib, scripts, from, into }) => {
  if (scripts && !from) {
    const fault = faultOf(machine, scripts)
    if (fault !== undefined) return error(fault)
  } else if (!from && machine.volumeGroup.state === 'failed')
    return error('Export failed: cannot read the volume')
  const dump = from && own(own(machine.files.exports, from.folder)?.dumps, from.file)
  const damaged = from ? dump?.damaged : scripts && own(world.damaged, instance) !== undefined
  const transfer = startTransfer(world, {
    kind: 'disk',
    instance,
    from: machine.name,
    to: target,
    totalMib: scripts ? Math.min(DUMP_MIB, sizeMib) : sizeMib,
    perSecond: world.hardware.copyMibPerSecond,
    ...(into ? { into } : {}),
    ...(damaged ? { damaged: true } : {}),
  })
  // The script that reads a dump stops where the dump does.
  if (from && !dump?.whole) delete world.transfers[transfer]
  return ok({ transfer })
})

/** The receiving daemon of a copy listens. `into`: it makes a new dump. */
const importStart = nodeCall<{ instance: InstanceName; scripts?: Scripts; into?: DumpFile }, null>(
  2400,
  (_world, machine, { scripts, into }) => {
    const missing = scripts && !into ? missingOs(scripts.os, scripts.installed) : undefined
    if (missing !== undefined) return error(missing)
    if (!into) return fine
    const exports = machine.files.exports ?? {}
    const folder = own(exports, into.folder) ?? { dumps: {}, info: null }
    machine.files.exports = {
      ...exports,
      [into.folder]: { ...folder, dumps: { ...folder.dumps, [into.file]: { whole: false } } },
    }
    return fine
  },
)

const transferEnd = nodeCall<{ transfer: number }, null>(100, (world, _machine, { transfer }) => {
  delete world.transfers[transfer]
  return fine
})

/** Copies a disk to another one of the same node, which is as large. */
const blockdevConvert = nodeCall<{ from: DiskConf; to: DiskConf }, null>(
  (world, _node, { from }) => 500 + (1000 * from.sizeMib) / world.hardware.copyMibPerSecond,
  (_world, machine, { from, to }) => {
    if (volumeFault(machine, from) !== undefined)
      return error(`Cannot copy from device '${from.uuid}': device not found`)
    return volumeFault(machine, to) === undefined
      ? fine
      : error(`Cannot copy to device '${to.uuid}': device not found`)
  },
)

/** The volume of a disk that can be frozen, and whether it is there to be read. */
const frozen = (machine: Machine, disk: DiskConf): string | undefined => {
  if (disk.kind === 'file' || volumeFault(machine, disk) !== undefined) return undefined
  if (disk.kind === 'plain') return disk.volume
  return device(machine, disk)?.minor === minorOn(disk, machine.name) ? disk.dataVolume : undefined
}

/** Freezes a disk: a snapshot of the volume below it, which takes as much space. Returns its name. */
const blockdevSnapshot = nodeCall<
  DiskArgs & { index: number; instance: InstanceName },
  { volume: string }
>(400, (world: World, machine, { disk, index, instance }) => {
  const volume = frozen(machine, disk)
  if (volume === undefined)
    return error(`Cannot find block device ${describeDisk(world, disk, index)}`)
  const { volumes } = machine.volumeGroup
  const name = `${volume}.snap`
  delete volumes[name]
  const free = freeDiskMib(machine.volumeGroup)
  if (free < disk.sizeMib)
    return error(`Not enough free space: required ${disk.sizeMib}, available ${free.toFixed(1)}`)
  volumes[name] = { sizeMib: disk.sizeMib, instance, mapped: freeMapping(volumes) }
  return ok({ volume: name })
})

/** Writes config.ini, and puts the new export in the place of the one before it. */
const finalizeExport = nodeCall<{ instance: InstanceName; info: string }, null>(
  300,
  (world, machine, { instance, info }): CallAnswer<null> => {
    const made = `${instance}.new`
    const exports = machine.files.exports ?? {}
    const folder = own(exports, made)
    if (!folder) {
      // It is written under another name first.
      const path = `${EXPORT_DIR}/${made}/config.ini${drawLetters(world.random, 'daemons', 8)}.new`
      return error(
        `Error while executing backend function: [Errno 2] No such file or directory: '${path}'`,
      )
    }
    const { [made]: _moved, ...others } = exports
    machine.files.exports = { ...others, [instance]: { ...folder, info } }
    return fine
  },
)

/** The name of a folder that lies in the exports directory itself; '' for any other path. */
const folderAt = (path: string): string =>
  path.startsWith(`${EXPORT_DIR}/`) ? path.slice(EXPORT_DIR.length + 1) : ''

/** The text of an export's config.ini. */
const exportInfo = nodeQuestion<{ path: string }, string>(150, (_world, machine, { path }) => {
  const info = own(machine.files.exports, folderAt(path))?.info ?? ''
  return /^\[export\]$/m.test(info) && /^\[instance\]$/m.test(info)
    ? ok(info)
    : error("Export info file doesn't have the required fields")
})

/** Names of the folders in the exports directory. */
const exportList = nodeQuestion<Record<string, never>, string[]>(120, (_world, machine) => {
  const { exports } = machine.files
  return exports ? ok(Object.keys(exports).sort()) : error('No exports directory')
})

const exportRemove = nodeCall<{ name: string }, null>(200, (_world, machine, { name }) => {
  const exports: Record<string, ExportFolder> = machine.files.exports ?? {}
  if (!own(exports, name))
    return error(
      `Error while removing the export: [Errno 2] No such file or directory: '${EXPORT_DIR}/${name}'`,
    )
  const { [name]: _gone, ...left } = exports
  machine.files.exports = left
  return fine
})

/** The OS's script that tells the files of a restored instance its name. */
const instanceRunRename = nodeCall<{ instance: InstanceConf; installed: string[] }, null>(
  600,
  (_world, _machine, { instance, installed }) => {
    const missing = missingOs(instance.os, installed)
    return missing === undefined ? fine : error(missing)
  },
)

/** The calls about copies of disks and about exports, by name. */
export const exportCalls = {
  export_start: exportStart,
  import_start: importStart,
  transfer_end: transferEnd,
  blockdev_snapshot: blockdevSnapshot,
  blockdev_convert: blockdevConvert,
  finalize_export: finalizeExport,
  export_info: exportInfo,
  export_list: exportList,
  export_remove: exportRemove,
  instance_run_rename: instanceRunRename,
}
