import type { Machine } from './machine.ts'

/** Size of every node's system disk, where Ganeti's files, exports and the images of file disks lie: a fact of this lab. */
export const SYSTEM_DISK_MIB = 4096
/** What a node's own files take of it. */
const SYSTEM_KIB = 12_580
/** What an OS's export script writes of a disk: it dumps the files, not the free space. */
export const DUMP_MIB = 100

/** KiB that are in use on a machine's system disk. Images of file disks are sparse: they take nothing. */
export function systemDiskUsedKib({ files }: Machine): number {
  const dumps = Object.values(files.exports ?? {}).flatMap((folder) => Object.values(folder.dumps))
  const written = Object.values(files.written ?? {})
  const blocks = written.reduce((sum, text) => sum + 4 * Math.ceil(text.length / 4096), 0)
  return SYSTEM_KIB + blocks + dumps.filter(({ whole }) => whole).length * DUMP_MIB * 1024
}
