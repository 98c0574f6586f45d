import { resolvePath } from '../../lib/path.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { giveUpMs, reach, slownessMs } from '../../sim/net.ts'
import { directoryOf } from '../../sim/run/directory.ts'
import { defineProgram, exit, type Program, type ProgramContext } from '../../sim/run/program.ts'
import { holderOf, lookUp } from '../files/hosts.ts'
import { isDirectory, readFile, writeFile } from '../files/tree.ts'
import { getopt } from '../text/getopt.ts'

/** scp: a file from one node to another, over ssh. */

const COPY_MS = 300

interface Vars {
  quiet: boolean
  from: string
  to: string
}

type Context = ProgramContext<Vars>

/** One end of a copy: `host` null for this node. */
interface End {
  host: string | null
  path: string
}

/** A colon before any slash separates a host from its path. */
function endOf(word: string): End {
  const [, host, path = ''] = /^([^/:]+):(.*)$/s.exec(word) ?? []
  if (host === undefined) return { host: null, path: word }
  return { host: host.replace(/^[^@]*@/, ''), path: path === '' ? '.' : path }
}

/** The node at an end; undefined where its name or address leads to none. */
function nodeAt(p: Context, { host }: End): NodeName | undefined {
  if (host === null) return p.node
  const found = lookUp(p.world, p.node, host)
  return found && holderOf(p.world, p.node, found.ip)
}

const folderOf = (p: Context, end: End): string => (end.host === null ? directoryOf(p) : '/root')

const remoteOf = (p: Context): End =>
  [endOf(p.vars.from), endOf(p.vars.to)].find((end) => end.host !== null) ?? endOf(p.vars.to)

const fails = (p: Context, why: string) => {
  if (!p.vars.quiet) p.err(`${why}\n`)
  return exit(1)
}

function copyNow(p: Context) {
  const [from, to] = [endOf(p.vars.from), endOf(p.vars.to)]
  const [source, target] = [nodeAt(p, from), nodeAt(p, to)]
  if (source === undefined || target === undefined) return fails(p, 'scp: Connection closed')
  const path = resolvePath(folderOf(p, from), from.path)
  const read = readFile(p.world, source, path)
  if (!read.ok) {
    const why = isDirectory(p.world, source, path) ? 'not a regular file' : read.why
    return fails(p, `scp: ${from.path}: ${why}`)
  }
  const given = resolvePath(folderOf(p, to), to.path)
  const inside = isDirectory(p.world, target, given)
  const where = inside ? resolvePath(given, path.split('/').at(-1) ?? '') : given
  // The same file made afresh on each node stays as it is.
  const there = readFile(p.world, target, where)
  if (there.ok && there.text === read.text) return exit(0)
  const why = writeFile(p.world, target, where, read.text, { append: false })
  return why === null ? exit(0) : fails(p, `scp: ${to.path}: ${why}`)
}

/** `scp [-pqrC] FROM TO`, each a path or HOST:PATH. */
export const scp: Program = defineProgram<Vars>({
  vars: { quiet: false, from: '', to: '' },
  steps: {
    read: (p) => {
      const { flags, rest, wrong } = getopt('scp', p.argv.slice(1), 'BCpqrvo:P:l:i:')
      const [from, to] = rest
      if (wrong !== null || from === undefined || to === undefined || rest.length > 2) {
        p.err('usage: scp [-BCpqrv] [-o ssh_option] [-P port] source target\n')
        return exit(1)
      }
      Object.assign(p.vars, { from, to, quiet: 'q' in flags })
      return undefined
    },
    connect: (p) => {
      const remote = remoteOf(p)
      if (remote.host === null) return { next: 'goto', then: 'copy' }
      if (!lookUp(p.world, p.node, remote.host))
        return fails(
          p,
          `ssh: Could not resolve hostname ${remote.host}: Name or service not known\nscp: Connection closed`,
        )
      const target = nodeAt(p, remote)
      if (target === undefined || reach(p.world, p.node, target) !== 'ok')
        return { next: 'sleep', ms: giveUpMs(p.world, p.node, target ?? ''), then: 'giveUp' }
      return { next: 'sleep', ms: COPY_MS + slownessMs(p.world, p.node, target), then: 'copy' }
    },
    giveUp: (p) =>
      fails(
        p,
        `ssh: connect to host ${remoteOf(p).host} port 22: No route to host\nscp: Connection closed`,
      ),
    copy: (p) => {
      const { host } = remoteOf(p)
      const target = nodeAt(p, remoteOf(p))
      const cut = host !== null && (target === undefined || reach(p.world, p.node, target) !== 'ok')
      return cut ? { next: 'goto', then: 'giveUp' } : copyNow(p)
    },
  },
})
