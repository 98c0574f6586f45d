/**
 * gnt-cluster copyfile: copies a file from this node to the same place on the others.
 * Manual: gnt-cluster(8), COPYFILE. Source: lib/client/gnt_cluster.py, ClusterCopyFile; lib/ssh.py, CopyFileToNode.
 */
import { resolvePath } from '../../lib/path.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { directoryOf } from '../../sim/run/directory.ts'
import { forEach } from '../../sim/run/parts.ts'
import { exit } from '../../sim/run/program.ts'
import { failure, reachMaster, refusal } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { copyfile as spec } from '../declared/cluster.ts'
import { texts } from '../optparse/read.ts'
import { onlineNodes } from './online-nodes.ts'

interface Vars {
  file: string
  nodes: NodeName[]
}

type Client = ClientContext<Vars>

export const copyfile = defineCommand<Vars>({
  spec,
  // The file is looked for before any daemon is called.
  where: 'anywhere',
  vars: { file: '', nodes: [] },
  steps: [
    {
      'look for the file': (p: Client) => {
        p.vars.file = resolvePath(directoryOf(p), p.vars.args[0] ?? '')
        return { next: 'run', argv: ['test', '-e', p.vars.file] }
      },
      found: (p: Client) =>
        p.child?.exit === 0 ? undefined : refusal(p, `No such filename '${p.vars.file}'`),
    },
    reachMaster.queries,
    {
      choose: (p: Client) => {
        const chosen = onlineNodes(p, texts(p.vars.options, 'nodes'), { withoutMaster: true })
        if (!chosen.ok) return failure(p, chosen.text)
        p.vars.nodes = chosen.value
        return undefined
      },
    },
    forEach(
      'nodes',
      (p: Client) => p.vars.nodes,
      (node) => ({
        copy: (p) => ({
          next: 'run',
          argv: ['scp', '-q', '-p', p.vars.file, `${node(p)}:${p.vars.file}`],
        }),
        copied: (p) => {
          if (p.child?.exit !== 0)
            p.err(`Copy of file ${p.vars.file} to node ${node(p)}:22 failed\n`)
        },
      }),
    ),
    { end: () => exit(0) },
  ],
})
