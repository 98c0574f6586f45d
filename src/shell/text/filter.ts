import { resolvePath } from '../../lib/path.ts'
import type { FailureCause } from '../../sim/run/calls/cause.ts'
import { directoryOf } from '../../sim/run/directory.ts'
import { defineProgram, type Program } from '../../sim/run/program.ts'
import { readFile, writeFile } from '../files/tree.ts'

/** What a filter works with. */
export interface FilterInput {
  args: readonly string[]
  /** Whether the last stage writes to the terminal itself. */
  onTerminal: boolean
  /** Standard input; asking for it on a terminal makes the filter run again once it was typed. */
  input: () => string
  /** A file by its name; `-` is standard input. */
  read: (name: string) => { ok: true; text: string } | { ok: false; why: string }
  write: (name: string, text: string, how: { append: boolean }) => string | null
}

/** What a program wrote, and its exit status. Absent text is empty. */
export interface FilterResult {
  out?: string
  err?: string
  exit: number
  /** Why not, where that is known. */
  cause?: FailureCause
}

/** A program that reads, writes and ends, and takes no simulated time. */
export type TextFilter = (f: FilterInput) => FilterResult

/** The filter as a program; what it reads from a terminal is typed line by line until Ctrl-D. */
export const filterProgram = (filter: TextFilter): Program =>
  defineProgram({
    vars: { typed: null as string | null },
    steps: {
      run: (p) => {
        let waits = false
        const stdin = p.stdin ?? p.vars.typed
        const input = () => {
          if (stdin === null) waits = true
          return stdin ?? ''
        }
        const path = (name: string) => resolvePath(directoryOf(p), name)
        const result = filter({
          args: p.argv.slice(1),
          onTerminal: p.onTerminal,
          input,
          read: (name) =>
            name === '-' ? { ok: true, text: input() } : readFile(p.world, p.node, path(name)),
          write: (name, text, how) => writeFile(p.world, p.node, path(name), text, how),
        })
        if (waits) return { next: 'prompt', prompt: '', then: 'typed' }
        p.out(result.out ?? '')
        p.err(result.err ?? '')
        return { next: 'exit', code: result.exit }
      },
      typed: (p) => {
        p.vars.typed ??= ''
        if (p.answer?.kind !== 'text') return { next: 'goto', then: 'run' }
        p.vars.typed += `${p.answer.text}\n`
        return { next: 'prompt', prompt: '', then: 'typed' }
      },
    },
  })

/** The files named, or standard input when none is; complaints as `NAME: FILE: why`. */
export function readAll(
  f: FilterInput,
  name: string,
  files: readonly string[],
): { read: { name: string; text: string }[]; err: string } {
  const read: { name: string; text: string }[] = []
  let err = ''
  for (const file of files.length > 0 ? files : ['-']) {
    const found = f.read(file)
    if (found.ok) read.push({ name: file, text: found.text })
    else err += `${name}: ${file}: ${found.why}\n`
  }
  return { read, err }
}

/** A complaint about options, as GNU programs end it. */
export const misused = (name: string, wrong: string, exit = 1, usage = ''): FilterResult => ({
  err: `${wrong}${usage}Try '${name} --help' for more information.\n`,
  exit,
})
