import { calendar } from '../../lib/clock.ts'
import { resolvePath } from '../../lib/path.ts'
import { clockOf } from '../../sim/world.ts'
import { isDirectory, namesIn, readFile } from '../files/tree.ts'
import { misused } from '../text/filter.ts'
import { getopt } from '../text/getopt.ts'
import type { NodeTool } from './tool.ts'

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

type Look = Parameters<NodeTool>[0]

/** One line of `ls -l`; times are the simulated now: these files are made when they are read. */
function longLine({ world, node }: Look, path: string, name: string): string {
  const directory = isDirectory(world, node, path)
  const found = readFile(world, node, path)
  const size = directory ? 4096 : found.ok ? found.text.length : 0
  const now = calendar(clockOf(world))
  const two = (n: number) => String(n).padStart(2, '0')
  const when = `${MONTHS[now.month - 1]} ${String(now.day).padStart(2)} ${two(now.hour)}:${two(now.minute)}`
  const mode = directory ? 'drwxr-xr-x' : path.includes('/init.d/') ? '-rwxr-xr-x' : '-rw-r--r--'
  return `${mode} 1 root root ${String(size).padStart(7)} ${when} ${name}\n`
}

/** ls: one name per line in a pipe, names beside each other on a terminal. */
export const ls: NodeTool = (look) => {
  const { flags, rest, wrong } = getopt('ls', look.args, 'la1AdhtrFR', { all: 'a', color: 'F' })
  if (wrong !== null) return misused('ls', wrong, 2)
  const { world, node, cwd } = look
  let err = ''
  const single: string[] = []
  const folders: { name: string; path: string; names: string[] }[] = []
  for (const name of rest.length > 0 ? rest : ['.']) {
    const path = resolvePath(cwd, name)
    const names = 'd' in flags ? undefined : namesIn(world, node, path)
    if (names) folders.push({ name, path, names })
    else if (readFile(world, node, path).ok || isDirectory(world, node, path)) single.push(name)
    else err += `ls: cannot access '${name}': No such file or directory\n`
  }
  const oneEach = 'l' in flags || '1' in flags || !look.onTerminal
  const show = (names: readonly string[], base: string) =>
    'l' in flags
      ? names.map((name) => longLine(look, resolvePath(base, name), name)).join('')
      : oneEach
        ? names.map((name) => `${name}\n`).join('')
        : names.length > 0
          ? `${names.join('  ')}\n`
          : ''
  const titled = folders.length + single.length > 1
  const blocks = [
    ...(single.length > 0 ? [show(single, cwd)] : []),
    ...folders.map(({ name, path, names }) => {
      const total = 'l' in flags ? `total ${names.length * 4}\n` : ''
      return `${titled ? `${name}:\n` : ''}${total}${show(names, path)}`
    }),
  ]
  return { out: blocks.join('\n'), err, exit: err === '' ? 0 : 2 }
}
