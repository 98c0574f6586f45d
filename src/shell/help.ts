import { fill } from '../lib/wrap.ts'
import { defineProgram, exit, type Program } from '../sim/run/program.ts'
import { machineOf } from '../sim/world.ts'
import { TOOL_SUMMARIES } from './man/tools.ts'

/** help: where to begin, in the trainer's own words. */

const START: readonly [string, string][] = [
  ['gnt-instance list', 'which virtual machines there are, and how they are'],
  ['gnt-node list', 'the nodes: disk, memory, how many instances each carries'],
  ['gnt-instance list -o name,pnode,snodes,status', 'the same with both halves of every DRBD pair'],
  ['gnt-cluster verify', 'everything that Ganeti can check'],
  ['man gnt-instance', 'what every command does; also gnt-node, gnt-cluster, gnt-job'],
  ['gnt-instance migrate --help', 'the options of one command'],
]

/** `help`: what can be typed on this node. Not bash's own text, which tells of the shell only. */
export const help: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      const node = p.node.split('.')[0]
      const { ssconf } = machineOf(p.world, p.node).files
      const where =
        ssconf === null
          ? `You are root on ${node}, which belongs to no cluster.`
          : ssconf.masterNode === p.node
            ? `You are root on ${node}, the master of ${ssconf.clusterName}: Ganeti's commands work here.`
            : `You are root on ${node}. Ganeti's commands work on the master, ${ssconf.masterNode}.`
      const width = Math.max(...START.map(([line]) => line.length))
      const tools = `Also here: ${Object.keys(TOOL_SUMMARIES).join(', ')}.`
      p.out(
        `${where}\n\nWhere to begin:\n` +
          START.map(([line, why]) => `  ${line.padEnd(width)}  ${why}\n`).join('') +
          `\nTab completes commands, options, instances and nodes; Ctrl-C gets you out of a wait.\n` +
          `${fill(tools, 78)}\n`,
      )
      return exit(0)
    },
  },
})
