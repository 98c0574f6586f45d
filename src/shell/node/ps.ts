import { linesOf } from '../text/getopt.ts'
import { processesOf } from './processes.ts'
import type { NodeTool } from './tool.ts'

/** ps: the processes that this trainer knows of. `ax`, `aux`, `-ef` and `-o args` read as usual. */
export const ps: NodeTool = ({ world, node, args }) => {
  const flags = args.join(' ')
  const all = processesOf(world, node)
  const every = /^-?[aefxuw]+\b/.test(flags) && /[axe]/.test(flags.split(' ')[0] ?? '')
  const shown = every ? all : all.filter(({ command }) => command === '-bash')
  if (/-o\s*(?:args|cmd|command)\b/.test(flags))
    return { out: `COMMAND\n${shown.map((q) => `${q.command}\n`).join('')}`, exit: 0 }
  if (/-o/.test(flags)) return { err: 'ps: of -o this trainer knows: args\n', exit: 1 }
  const rows = shown.map(
    (q) => `${String(q.pid).padStart(7)} ?        ${q.stat.padEnd(6)} 0:00 ${q.command}`,
  )
  const titled = ['    PID TTY      STAT   TIME COMMAND', ...linesOf(rows.join('\n'))]
  return { out: titled.map((line) => `${line}\n`).join(''), exit: 0 }
}
