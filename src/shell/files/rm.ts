import { resolvePath } from '../../lib/path.ts'
import type { NodeTool } from '../node/tool.ts'
import { getopt } from '../text/getopt.ts'
import { removeFile } from './tree.ts'

/** What rm says of the root directory. Source: coreutils. */
const PRESERVED = `rm: it is dangerous to operate recursively on '/'
rm: use --no-preserve-root to override this failsafe
`

/** rm: only what was written here can be removed, exports, and the files that are guests. */
export const rm: NodeTool = ({ world, node, args, cwd }) => {
  const long = { force: 'f', recursive: 'r', verbose: 'v' }
  const { flags, rest, wrong } = getopt('rm', args, 'frRv', long)
  if (wrong !== null) return { err: wrong, exit: 1 }
  const force = 'f' in flags
  if (rest.length === 0) return force ? { exit: 0 } : { err: 'rm: missing operand\n', exit: 1 }
  const recursive = 'r' in flags || 'R' in flags
  let out = ''
  let err = ''
  for (const typed of rest) {
    const path = resolvePath(cwd, typed)
    if (recursive && path === '/') {
      err += PRESERVED.replace("'/'", typed === '/' ? "'/'" : `'${typed}' (same as '/')`)
      continue
    }
    const why = removeFile(world, node, path, { recursive })
    if (why === null && 'v' in flags) out += `removed '${typed}'\n`
    if (why === null || (force && why === 'No such file or directory')) continue
    err += `rm: cannot remove '${typed}': ${why}\n`
  }
  return { out, err, exit: err === '' ? 0 : 1 }
}
