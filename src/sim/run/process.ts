import type { NodeName } from '../cluster/config.ts'
import type { Frame } from './frame.ts'

/** A program on a terminal: a login shell, a gnt-* client, a pager … */
export interface Process {
  /** Its name in the rules' table of programs. */
  program: string
  /** Where it runs: after `ssh` not the terminal's own node. */
  node: NodeName
  argv: string[]
  frame: Frame
  /** Text piped into it; null: it reads the terminal. */
  stdin: string | null
  /** Its standard output is collected for its parent instead of shown. */
  capture: boolean
  captured: string
  /** Standard error: absent: the terminal; `joined`: wherever its output goes; `apart`: collected for its parent. */
  errors?: 'joined' | 'apart'
  capturedErrors?: string
  /** What was typed at its last prompt. */
  answer: PromptAnswer | null
  /** When it is ended, in simulated milliseconds, and with which status. Absent: it may take its time. */
  limit?: { at: number; status: number }
  /** How its last child ended. */
  child: ChildResult | null
}

/** `interrupted`: by Ctrl-C, whatever status the child made of it. */
export interface ChildResult {
  exit: number
  stdout: string
  stderr?: string
  interrupted?: true
}

/** What was typed at a prompt: a line, or Ctrl-D on an empty one. */
export type PromptAnswer = { kind: 'text'; text: string } | { kind: 'end-of-file' }
