import { isProgramName } from '../gnt/declared/programs.ts'
import { own } from '../lib/own.ts'
import { fill } from '../lib/text/wrap.ts'
import { defineProgram, exit, type Program } from '../sim/run/program.ts'
import { machineOf } from '../sim/world.ts'
import { termNamed, typedName } from './glossary/find.ts'
import { ALL_TERMS } from './glossary/terms.ts'
import { TOOL_SUMMARIES } from './man/tools.ts'

/** help: where to begin, and what the words of the trade mean, in the trainer's own words. */

const START: readonly [string, string][] = [
  ['gnt-instance list', 'the instances and their status'],
  ['gnt-node list', 'the nodes: disk, memory and number of instances'],
  [
    'gnt-instance list -o name,pnode,snodes,status',
    'the instances with their primary and secondary nodes',
  ],
  ['gnt-cluster verify', 'check the whole cluster'],
  ['man gnt-instance', 'what each command does; also gnt-node, gnt-cluster, gnt-job'],
  ['gnt-instance migrate --help', 'the options of one command'],
  ['help drained', 'what a word means; help terms lists all words'],
]

const WIDTH = 78

/** What a word means: a term, or a program's summary; null where it is neither. */
function explained(words: string): string | null {
  if (words === 'terms')
    return `${fill(`Terms: ${ALL_TERMS.map(typedName).join(', ')}.`, WIDTH)}\nhelp TERM explains one of them.\n`
  const summary = own(TOOL_SUMMARIES, words)
  if (isProgramName(words)) return `See man ${words}.\n`
  const term = termNamed(words)
  if (term) {
    const see = term.see.length > 0 ? ` See man ${term.see.join(', man ')}.` : ''
    return `${fill(`${term.name}: ${term.says}${see}`, WIDTH)}\n`
  }
  return summary === undefined
    ? null
    : `${fill(`${words}: ${summary}. See man ${words}.`, WIDTH)}\n`
}

/** `help`: what you can type on this node, instead of bash's own text about the shell. */
export const help: Program = defineProgram({
  vars: {},
  steps: {
    run: (p) => {
      const words = p.argv.slice(1).join(' ')
      if (words !== '') {
        const text = explained(words)
        if (text !== null) p.out(text)
        else p.err(`help: no help for ${words}. Type: help terms\n`)
        return exit(text === null ? 1 : 0)
      }
      const node = p.node.split('.')[0]
      const { ssconf } = machineOf(p.world, p.node).files
      const where =
        ssconf === null
          ? `You are root on ${node}, which is not part of a cluster.`
          : ssconf.masterNode === p.node
            ? `You are root on ${node}, the master of ${ssconf.clusterName}. Run Ganeti's commands here.`
            : `You are root on ${node}. Run Ganeti's commands on the master, ${ssconf.masterNode}.`
      const width = Math.max(...START.map(([line]) => line.length))
      const tools = `Other commands: ${Object.keys(TOOL_SUMMARIES).join(', ')}.`
      p.out(
        `${where}\n\nTry first:\n` +
          START.map(([line, why]) => `  ${line.padEnd(width)}  ${why}\n`).join('') +
          `\nTab completes commands, options, instances and nodes. Ctrl-C ends a command that waits.\n` +
          `${fill(tools, WIDTH)}\n`,
      )
      return exit(0)
    },
  },
})
