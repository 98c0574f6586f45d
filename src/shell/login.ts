import { defineProgram, type Program, type ProgramNext } from '../sim/run/program.ts'
import { leave } from './builtins.ts'
import type { ShellContext } from './line/builtin.ts'
import { abandon, begin, executing, type Programs } from './line/execute.ts'
import { newsOfJobs } from './line/jobs.ts'
import { parseLine } from './line/parse.ts'
import { SHELL_VARS, type ShellVars, shellVarsOf, showsShell } from './line/variables.ts'
import { programNamed } from './names.ts'
import { promptOf } from './prompt.ts'

/** Lines that a shell remembers. */
const HISTORY = 500

/** The login shell: a prompt, a line, its programs, again. `bash -c LINE` runs one line and ends. */
export const loginShell = (programs: Programs): Program =>
  defineProgram<ShellVars>({
    vars: SHELL_VARS,
    shows: showsShell,
    steps: {
      open: (p) => {
        if (p.argv[1] === undefined) return undefined
        const line = p.argv[1] === '-c' ? (p.argv[2] ?? '') : null
        if (line === null) {
          p.err(`bash: ${p.argv[1]}: this trainer's shell runs no script files\n`)
          return { next: 'exit', code: 127 }
        }
        return { next: 'become', program: 'bash -c', vars: { ...inherited(p), line } }
      },
      prompt: (p) => {
        p.err(newsOfJobs(p))
        return { next: 'prompt', prompt: promptOf(p) }
      },
      read: (p) => {
        if (p.answer?.kind !== 'text') {
          const left = leave(p, [])
          p.err(left.err ?? left.out ?? '')
          return left.leaves
            ? { next: 'exit', code: left.status }
            : { next: 'goto', then: 'prompt' }
        }
        const line = p.vars.unfinished + p.answer.text
        p.vars.unfinished = ''
        return takeLine(p, line, programs())
      },
      continued: (p) => {
        const { child, vars } = p
        if (child?.interrupted) {
          vars.unfinished = ''
          return abandon(vars, 130)
        }
        if (child?.exit === 0) {
          const line = `${vars.unfinished}${child.stdout}`
          vars.unfinished = ''
          return takeLine(p, line, programs())
        }
        const parsed = parseLine(vars.unfinished.replace(/\n$/, ''))
        vars.unfinished = ''
        if (parsed.kind === 'incomplete' && parsed.open !== null)
          p.err(`bash: unexpected EOF while looking for matching \`${parsed.open}'\n`)
        p.err('bash: syntax error: unexpected end of file\n')
        return abandon(vars, 2)
      },
      ...executing(programs, 'prompt'),
    },
  })

/** sh: the same shell. */
export const plainShell: Program = defineProgram({
  vars: {},
  steps: { open: () => ({ next: 'become', program: 'bash', vars: {} }) },
})

/** The prompt `> ` of a line that goes on, or the one that `read` shows: a program of its own, so that the shell itself stays busy. */
export const continuation: Program = defineProgram({
  vars: {},
  steps: {
    ask: (p) => ({ next: 'prompt', prompt: p.argv[1] ?? '> ' }),
    answer: (p) => {
      if (p.answer?.kind !== 'text') return { next: 'exit', code: 1 }
      p.out(p.answer.text)
      return { next: 'exit', code: 0 }
    },
  },
})

/** `bash -c LINE`: what $(…), `watch`, `ssh NODE LINE` and `LINE &` start. */
export const lineShell = (programs: Programs): Program =>
  defineProgram<ShellVars & { line: string }>({
    vars: { ...SHELL_VARS, line: '' },
    shows: showsShell,
    steps: {
      open: (p) => {
        // What goes to the background is read already.
        if (p.vars.list.length > 0) return { next: 'goto', then: 'choose' }
        const parsed = parseLine(p.vars.line)
        if (parsed.kind === 'list') {
          begin(p.vars, parsed.list)
          return { next: 'goto', then: 'choose' }
        }
        p.err(`bash: -c: line 1: ${complaint(parsed)}\n`)
        return { next: 'exit', code: 2 }
      },
      close: (p) => ({ next: 'exit', code: p.vars.status }),
      ...(executing(programs, 'close') as Program<ShellVars & { line: string }>['steps']),
    },
  })

const complaint = (parsed: Exclude<ReturnType<typeof parseLine>, { kind: 'list' }>): string => {
  switch (parsed.kind) {
    case 'error':
      return parsed.text
    case 'absent':
      return `this trainer's shell has no ${parsed.what}`
    case 'incomplete':
      return parsed.open === null
        ? 'syntax error: unexpected end of file'
        : `unexpected EOF while looking for matching \`${parsed.open}'`
  }
}

function takeLine(
  p: ShellContext,
  line: string,
  programs: ReturnType<Programs>,
): ProgramNext | undefined {
  const { vars } = p
  const parsed = parseLine(line)
  if (parsed.kind === 'incomplete') {
    vars.unfinished = parsed.open === null && line.endsWith('\\') ? line.slice(0, -1) : `${line}\n`
    return { next: 'run', argv: ['bash >'], capture: true, then: 'continued' }
  }
  if (line.trim() !== '') remember(vars, line)
  if (parsed.kind !== 'list') {
    p.err(`bash: ${complaint(parsed)}\n`)
    return abandon(vars, 2)
  }
  if (parsed.list.length === 0) {
    offer(p, line, programs)
    return { next: 'goto', then: 'prompt' }
  }
  begin(vars, parsed.list)
  return { next: 'goto', then: 'choose' }
}

function remember(vars: ShellVars, line: string): void {
  if (vars.history.at(-1) === line) return
  vars.history.push(line)
  vars.typed += 1
  if (vars.history.length > HISTORY) vars.history.shift()
}

/** Handouts write `# gnt-…` for "as root"; to a shell it is a comment. */
function offer(p: ShellContext, line: string, programs: ReturnType<Programs>): void {
  const command = line.replace(/^[\s#]+/, '').trim()
  const [name] = command.split(/\s+/)
  if (!line.trimStart().startsWith('#') || name === undefined) return
  if (programNamed(name, programs) === undefined) return
  p.err(`The line begins with #, so the shell ignores it. To run it: ${command}\n`)
  p.screen(`offer:${command}`)
}

/** A shell inside another one starts with what that one knows. */
function inherited(p: ShellContext): Partial<ShellVars> {
  const at = p.terminal.stack.indexOf(p.process)
  const outer = p.terminal.stack
    .slice(0, at)
    .findLast((q) => q.node === p.node && shellVarsOf(q) !== undefined)
  const vars = outer && shellVarsOf(outer)
  return vars ? { env: { ...vars.env }, cwd: vars.cwd, status: vars.status } : {}
}
