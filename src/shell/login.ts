import { defineProgram, type ProgramContext } from '../sim/run/program.ts'

/** The login shell: a prompt, a line, its programs, again. */
export const loginShell = defineProgram({
  vars: { status: 0 },
  steps: {
    prompt: (p) => ({ next: 'prompt', prompt: promptOf(p) }),
    run: (p) => {
      const line = p.answer?.kind === 'text' ? p.answer.text.trim() : ''
      if (line === '' || line.startsWith('#')) return { next: 'goto', then: 'prompt' }
      return { next: 'run', argv: line.split(/\s+/) }
    },
    note: (p) => {
      p.vars.status = p.child?.exit ?? 0
      return { next: 'goto', then: 'prompt' }
    },
  },
})

const promptOf = (p: ProgramContext<never> | { node: string }): string =>
  `root@${p.node.split('.')[0]}:~# `
