import { resolvePath } from '../../lib/path.ts'
import { directoryOf } from '../../sim/run/directory.ts'
import { defineProgram, type Program, type ProgramContext } from '../../sim/run/program.ts'
import { readFile } from '../files/tree.ts'

interface PagerVars {
  /** What to show, when it does not come from a file or a pipe. */
  text: string | null
  /** Whether it stands on the display. */
  shown: boolean
}

function textFor(p: ProgramContext<PagerVars>): { text: string; failed: boolean } | null {
  const name = p.argv[0] ?? 'less'
  if (p.vars.text !== null) return { text: p.vars.text, failed: false }
  const files = p.argv.slice(1).filter((arg) => !/^[-+]./.test(arg))
  if (files.length === 0) return p.stdin === null ? null : { text: p.stdin, failed: false }
  let text = ''
  let failed = false
  for (const file of files) {
    const found = readFile(p.world, p.node, resolvePath(directoryOf(p), file))
    if (found.ok) text += found.text
    else {
      failed = true
      p.err(
        name === 'more' ? `more: cannot open ${file}: ${found.why}\n` : `${file}: ${found.why}\n`,
      )
    }
  }
  return { text, failed }
}

/**
 * less and more: on a terminal the display gets the instruction `pager`, then the text, and shows it page
 * by page until someone types `q`, which the display answers with the line "q"; `pager end` follows.
 */
export const pager: Program = defineProgram<PagerVars>({
  vars: { text: null, shown: false },
  shows: ({ shown }) => ({ lasting: shown }),
  steps: {
    show: (p) => {
      const found = textFor(p)
      if (found === null) {
        const name = p.argv[0] ?? 'less'
        p.err(
          name === 'more'
            ? "more: bad usage\nTry 'more --help' for more information.\n"
            : 'Missing filename ("less --help" for help)\n',
        )
        return { next: 'exit', code: 1 }
      }
      if (!p.onTerminal) {
        p.out(found.text)
        return { next: 'exit', code: 0 }
      }
      if (found.failed && found.text === '') return { next: 'exit', code: 1 }
      p.screen('pager')
      p.vars.shown = true
      p.out(found.text)
      return { next: 'prompt', prompt: '' }
    },
    wait: (p) => {
      if (p.answer?.kind === 'text' && !/^[qQ]|^:q/.test(p.answer.text))
        return { next: 'prompt', prompt: '', then: 'wait' }
      p.screen('pager end')
      return { next: 'exit', code: 0 }
    },
  },
  interrupt: (p) => {
    p.screen('pager end')
    return 0
  },
})
