import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { machineOf, type World } from '../../sim/world.ts'
import { globExpression } from '../line/expand.ts'
import { configData } from './config-data.ts'
import {
  exportFile,
  exportFiles,
  exportFolders,
  removeExportFile,
  removeExportFolder,
} from './export-files.ts'
import { GUESTS, guestFile, guestFiles, removeGuest } from './guest-files.ts'
import { hostsFile } from './hosts.ts'
import { logFile, logFiles } from './logs.ts'
import { pidFile, pidFiles } from './pid-files.ts'
import { procDrbd } from './proc-drbd.ts'
import { queueFile, queueFiles } from './queue-files.ts'
import { ssconfFiles } from './ssconf.ts'
import { cpuInfo, etcFiles, loadAverage, memInfo, uptimeFile } from './system.ts'

/** The files of a node that can be looked at: a few small ones, most of them made when they are read. */

/** The text of a file, or why it cannot be read, as cat words it. */
export type FileRead = { ok: true; text: string } | { ok: false; why: string }

/** The text of a file; null: this node has none. */
export type FileSource = (world: World, node: NodeName) => string | null

const SOURCES: Readonly<Record<string, FileSource>> = {
  '/etc/hosts': hostsFile,
  '/proc/drbd': procDrbd,
  '/proc/meminfo': memInfo,
  '/proc/cpuinfo': cpuInfo,
  '/proc/uptime': uptimeFile,
  '/proc/loadavg': loadAverage,
  '/var/lib/ganeti/config.data': configData,
  '/var/log/init.log': (world, node) => machineOf(world, node).files.initLog ?? null,
  ...etcFiles,
  ...ssconfFiles,
}

/** Directories that exist even when nothing in them can be read. */
const DIRECTORIES = [
  '/',
  '/dev',
  '/home',
  '/root',
  '/tmp',
  '/etc/init.d',
  '/usr/lib/ganeti',
  '/usr/sbin',
  '/usr/bin',
  '/bin',
  '/sbin',
  '/srv/ganeti/export',
  '/var/lib/ganeti/queue',
  '/var/lib/ganeti/queue/archive',
  '/var/lib/ganeti/rapi',
  '/var/log/ganeti',
  '/var/run/ganeti',
]

const NO_FILE = 'No such file or directory'
const IS_DIRECTORY = 'Is a directory'

/** Programs and devices: they are there, but their insides are not. */
const OPAQUE: readonly string[] = ['/dev/null', '/etc/init.d/ganeti', '/usr/lib/ganeti/daemon-util']

/** Every file of a node, by full path, sorted. */
function filesOf(world: World, node: NodeName): string[] {
  const made = Object.keys(SOURCES).filter((path) => own(SOURCES, path)?.(world, node) != null)
  const written = Object.keys(machineOf(world, node).files.written ?? {})
  const guests = guestFiles(world, node) ?? []
  const kept = [
    ...exportFiles(world, node),
    ...queueFiles(world, node),
    ...logFiles(world, node),
    ...pidFiles(world, node).keys(),
  ]
  return [...new Set([...made, ...written, ...guests, ...kept, ...OPAQUE])].sort()
}

const parentsOf = (path: string): string[] => {
  const parts = path.split('/').slice(1, -1)
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
}

const directoriesOf = (world: World, node: NodeName, files = filesOf(world, node)): Set<string> =>
  new Set([
    ...DIRECTORIES,
    ...DIRECTORIES.flatMap(parentsOf),
    ...(guestFiles(world, node) === null ? [] : [GUESTS]),
    ...exportFolders(world, node),
    ...files.flatMap(parentsOf),
  ])

/** Whether the absolute path is a directory of this node. */
export const isDirectory = (world: World, node: NodeName, path: string): boolean =>
  directoriesOf(world, node).has(path)

/** Names in a directory, sorted; undefined if it is not a directory. */
export function namesIn(world: World, node: NodeName, path: string): string[] | undefined {
  const files = filesOf(world, node)
  const directories = directoriesOf(world, node, files)
  if (!directories.has(path)) return undefined
  const inside = path === '/' ? '/' : `${path}/`
  const names = [...files, ...directories]
    .filter((p) => p.startsWith(inside) && p.length > inside.length)
    .map((p) => p.slice(inside.length).split('/')[0] ?? '')
  return [...new Set(names)].sort()
}

/** A file of an instance that runs or was exported, or one that Ganeti writes about its jobs and processes. */
const ownedFile: (...of: [World, NodeName, string]) => string | null = (...of) =>
  guestFile(...of) ?? exportFile(...of) ?? queueFile(...of) ?? logFile(...of) ?? pidFile(...of)

/** Reads a file by its full path. A directory and a missing file are refused in cat's words. */
export function readFile(world: World, node: NodeName, path: string): FileRead {
  if (OPAQUE.includes(path)) return { ok: true, text: '' }
  const written = own(machineOf(world, node).files.written, path)
  const text = written ?? own(SOURCES, path)?.(world, node) ?? ownedFile(world, node, path)
  if (text !== null) return { ok: true, text }
  return { ok: false, why: isDirectory(world, node, path) ? IS_DIRECTORY : NO_FILE }
}

/** Bytes that one file may hold: nodes have small disks here. */
const LARGEST = 64 * 1024

/** Writes a file by its full path. Returns why it cannot, or null. */
export function writeFile(
  world: World,
  node: NodeName,
  path: string,
  text: string,
  { append }: { append: boolean },
): string | null {
  if (path === '/dev/null') return null
  if (isDirectory(world, node, path)) return IS_DIRECTORY
  if (Object.hasOwn(SOURCES, path) || OPAQUE.includes(path) || path.startsWith('/proc/'))
    return 'Read-only file in this trainer'
  if (!isDirectory(world, node, path.replace(/\/[^/]*$/, '') || '/')) return NO_FILE
  const { files } = machineOf(world, node)
  const before = append ? (own(files.written, path) ?? '') : ''
  if (before.length + text.length > LARGEST) return 'No space left on device'
  files.written = { ...files.written, [path]: before + text }
  return null
}

/** Removes a file by its full path; `recursive`: also the folder of an export. Returns why it cannot, or null. */
export function removeFile(
  world: World,
  node: NodeName,
  path: string,
  { recursive = false } = {},
): string | null {
  if (recursive && removeExportFolder(world, node, path)) return null
  if (isDirectory(world, node, path))
    return recursive ? 'Read-only directory in this trainer' : IS_DIRECTORY
  if (removeGuest(world, node, path) || removeExportFile(world, node, path)) return null
  const { files } = machineOf(world, node)
  if (files.written && Object.hasOwn(files.written, path)) {
    const { [path]: _gone, ...left } = files.written
    files.written = left
    return null
  }
  return readFile(world, node, path).ok ? 'Read-only file in this trainer' : NO_FILE
}

/** Files and directories that a shell pattern matches, as they would have been typed, sorted. */
export function filesMatching(
  world: World,
  node: NodeName,
  cwd: string,
  pattern: string,
): string[] {
  const full = pattern.startsWith('/') ? pattern : `${cwd === '/' ? '' : cwd}/${pattern}`
  const expression = globExpression(full)
  const found = [...filesOf(world, node), ...directoriesOf(world, node)]
    .filter((path) => expression.test(path))
    .filter((path) => !(path.split('/').at(-1) ?? '').startsWith('.'))
  const shown = pattern.startsWith('/')
    ? found
    : found.map((p) => p.slice(full.length - pattern.length))
  return [...new Set(shown)].sort()
}
