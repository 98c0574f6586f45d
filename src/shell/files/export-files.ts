import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { EXPORT_DIR } from '../../sim/noded/exports.ts'
import { machineOf, type World } from '../../sim/world.ts'

/** Exports of instances as files: a folder with config.ini and a dump of each disk. */

const exportsOf = (world: World, node: NodeName) => machineOf(world, node).files.exports

/** Full paths of the files of a node's exports. */
export const exportFiles = (world: World, node: NodeName): string[] =>
  Object.entries(exportsOf(world, node) ?? {}).flatMap(([folder, { dumps, info }]) =>
    [...Object.keys(dumps), ...(info === null ? [] : ['config.ini'])].map(
      (file) => `${EXPORT_DIR}/${folder}/${file}`,
    ),
  )

/** Full paths of the folders, also of those without files. */
export const exportFolders = (world: World, node: NodeName): string[] => {
  const exports = exportsOf(world, node)
  return exports
    ? [EXPORT_DIR, ...Object.keys(exports).map((folder) => `${EXPORT_DIR}/${folder}`)]
    : []
}

const partsOf = (path: string): [folder: string, file: string] => {
  const [folder = '', file = '', ...deeper] = path.slice(EXPORT_DIR.length + 1).split('/')
  return path.startsWith(`${EXPORT_DIR}/`) && deeper.length === 0 ? [folder, file] : ['', '']
}

/** The text of such a file; null if it is not one. Dumps are archives, and hold no text. */
export function exportFile(world: World, node: NodeName, path: string): string | null {
  const [folder, file] = partsOf(path)
  const found = own(exportsOf(world, node), folder)
  if (!found) return null
  if (file === 'config.ini') return found.info
  return own(found.dumps, file) ? '' : null
}

/** Removes such a file; false if it is not one. */
export function removeExportFile(world: World, node: NodeName, path: string): boolean {
  if (exportFile(world, node, path) === null) return false
  const [folder, file] = partsOf(path)
  const found = own(exportsOf(world, node), folder)
  if (!found) return false
  if (file === 'config.ini') found.info = null
  else delete found.dumps[file]
  return true
}

/** Removes a folder with all that is in it; false if it is not an export. */
export function removeExportFolder(world: World, node: NodeName, path: string): boolean {
  const { files } = machineOf(world, node)
  const [folder, file] = partsOf(path)
  if (file !== '' || !own(files.exports, folder)) return false
  const { [folder]: _gone, ...left } = files.exports ?? {}
  files.exports = left
  return true
}
