import type { Program, ProgramContext, ProgramNext } from '../../sim/run/program.ts'
import type { ShellVars } from './variables.ts'

/** The context of the login shell. */
export type ShellContext = ProgramContext<ShellVars>

/** What a builtin leaves to a program. */
type HandedOn = Extract<ProgramNext, { next: 'run' | 'adopt' }>

/** What a builtin came to. `leaves`: the shell ends. */
export interface BuiltinDone {
  status: number
  out?: string
  err?: string
  leaves?: boolean
  /** `break`, or `continue` if the loop goes on. */
  leavesLoop?: { count: number; goesOn: boolean }
  /** `read`: a line of the input, or one typed at a prompt. */
  reads?: { prompt: string }
  /** What is to run in its place; its end is the end of the command. */
  hands?: HandedOn
}

/** Where a builtin stands, and what programs there are. */
interface Setting {
  /** Not part of a pipeline: it may change the shell. */
  alone: boolean
  programs: Record<string, Program>
  /** The assignments in front of it. */
  assigned: readonly string[]
}

/** A command that the shell carries out itself; it may change the shell. */
export type Builtin = (p: ShellContext, args: string[], setting: Setting) => BuiltinDone
