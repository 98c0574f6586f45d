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
  /** What is to run in its place; its end is the end of the command. */
  hands?: HandedOn
}

/** Where a builtin stands, and what programs there are. */
interface Setting {
  /** Not part of a pipeline: it may change the shell. */
  alone: boolean
  programs: Record<string, Program>
}

/** A command that the shell carries out itself; it may change the shell. */
export type Builtin = (p: ShellContext, args: string[], setting: Setting) => BuiltinDone
