import { resolvePath } from '../../lib/path.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import type { World } from '../../sim/world.ts'
import type { NodeTool } from '../node/tool.ts'
import { getopt } from '../text/getopt.ts'
import { isDirectory, readFile, removeFile, writeFile } from './tree.ts'

/** cp, mv and touch, for files that were written here. */

/** Writes the text of a file to a path or into a directory. Returns coreutils' complaint without its start, or null. */
function copyTo(
  { world, node, cwd }: { world: World; node: NodeName; cwd: string },
  from: string,
  to: string,
): string | null {
  const source = resolvePath(cwd, from)
  const read = readFile(world, node, source)
  if (!read.ok)
    return isDirectory(world, node, source)
      ? `-r not specified; omitting directory '${from}'`
      : `cannot stat '${from}': ${read.why}`
  const target = resolvePath(cwd, to)
  const inside = isDirectory(world, node, target)
  const path = inside ? resolvePath(target, source.split('/').at(-1) ?? '') : target
  if (path === source) return `'${from}' and '${to}' are the same file`
  const why = writeFile(world, node, path, read.text, { append: false })
  return why === null ? null : `cannot create regular file '${to}': ${why}`
}

const copies =
  (name: 'cp' | 'mv'): NodeTool =>
  (look) => {
    const { flags, rest, wrong } = getopt(name, look.args, 'abdfinpRruv')
    if (wrong !== null) return { err: wrong, exit: 1 }
    const to = rest.at(-1)
    const sources = rest.slice(0, -1)
    if (to === undefined) return { err: `${name}: missing file operand\n`, exit: 1 }
    if (sources.length === 0)
      return { err: `${name}: missing destination file operand after '${to}'\n`, exit: 1 }
    const { world, node, cwd } = look
    if (sources.length > 1 && !isDirectory(world, node, resolvePath(cwd, to)))
      return { err: `${name}: target '${to}' is not a directory\n`, exit: 1 }
    let out = ''
    let err = ''
    for (const from of sources) {
      const why =
        copyTo(look, from, to) ??
        (name === 'cp' ? null : removed(world, node, resolvePath(cwd, from), from))
      if (why !== null) err += `${name}: ${why}\n`
      else if ('v' in flags) out += `${name === 'cp' ? '' : 'renamed '}'${from}' -> '${to}'\n`
    }
    return { out, err, exit: err === '' ? 0 : 1 }
  }

function removed(world: World, node: NodeName, path: string, typed: string): string | null {
  const why = removeFile(world, node, path)
  return why === null ? null : `cannot remove '${typed}': ${why}`
}

/** Copies files. */
export const cp = copies('cp')

/** Renames files. */
export const mv = copies('mv')

/** Makes files that do not exist, empty. */
export const touch: NodeTool = ({ world, node, args, cwd }) => {
  const { flags, rest, wrong } = getopt('touch', args, 'acm')
  if (wrong !== null) return { err: wrong, exit: 1 }
  if (rest.length === 0) return { err: 'touch: missing file operand\n', exit: 1 }
  let err = ''
  for (const typed of rest) {
    const path = resolvePath(cwd, typed)
    if ('c' in flags || readFile(world, node, path).ok || isDirectory(world, node, path)) continue
    const why = writeFile(world, node, path, '', { append: false })
    if (why !== null) err += `touch: cannot touch '${typed}': ${why}\n`
  }
  return { err, exit: err === '' ? 0 : 1 }
}
