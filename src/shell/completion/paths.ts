import { resolvePath } from '../../lib/path.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import type { World } from '../../sim/world.ts'
import { isDirectory, namesIn } from '../files/tree.ts'

/** The directory of the shell that reads the console of a node. */
const directoryOn = (world: World, node: NodeName): string => {
  for (const terminal of Object.values(world.terminals)) {
    const shell = terminal.stack.at(-1)
    const cwd = shell?.frame.shows?.cwd
    if (shell?.node === node && cwd !== undefined) return cwd
  }
  return '/root'
}

/** Files and directories that a half-typed path can become; directories end with a slash. */
export function pathsFor(world: World, node: NodeName, typed: string): string[] {
  const slash = typed.lastIndexOf('/')
  const base = typed.slice(0, slash + 1)
  const start = typed.slice(slash + 1)
  const folder = resolvePath(directoryOn(world, node), base === '' ? '.' : base)
  return (namesIn(world, node, folder) ?? [])
    .filter((name) => name.startsWith(start))
    .map((name) => {
      const path = resolvePath(folder, name)
      return `${base}${name}${isDirectory(world, node, path) ? '/' : ''}`
    })
}
