import type { Word } from './tokens.ts'

/** What a typed line says, as the shell runs it. It is JSON: a shell that waits keeps it. */

/** Where a stream of a command goes. */
export type Redirect =
  | { kind: 'in'; file: Word }
  /** A here document: its text. */
  | { kind: 'here'; text: Word }
  | { kind: 'out'; of: 1 | 2 | 'both'; append: boolean; file: Word }
  | { kind: 'join'; of: 1 | 2 }

/** Words and redirections between two operators. */
export interface SimpleCommand {
  kind: 'simple'
  words: Word[]
  redirects: Redirect[]
}

/** `[[ … ]]`: its words, operators among them. */
export interface TestCommand {
  kind: 'condition'
  words: Word[]
  redirects: Redirect[]
}

/** `(( … ))` */
export interface Calculation {
  kind: 'calculation'
  text: string
  redirects: Redirect[]
}

/**
 * A command made of lists. Which of them runs next depends on its kind: `if` holds conditions and bodies in turn, with
 * `else` last; `while` and `until` a condition and a body; `case` one list for each of its `patterns`; the others one.
 */
export type Compound = { lists: Pipeline[][]; redirects: Redirect[] } & (
  | { kind: 'group' | 'subshell' | 'if' | 'while' | 'until' }
  | { kind: 'for'; name: string; words: Word[] }
  /** `for ((BEFORE; WHILE; AFTER))` */
  | { kind: 'count'; before: string; condition: string; after: string }
  | { kind: 'case'; subject: Word; patterns: Word[][] }
)

/** What may stand between two pipes. */
export type Stage = SimpleCommand | TestCommand | Calculation | Compound

/** Commands joined by `|`; `link` says what the pipeline before it must have come to. */
export interface Pipeline {
  link: 'always' | 'and' | 'or'
  negated: boolean
  stages: Stage[]
  /** In place of stages: what runs in the background. */
  background?: Background
}

/** A list that ends with `&`, and as it was typed. */
export interface Background {
  list: Pipeline[]
  line: string
}

/** The parts of a stage that has some. */
export const isCompound = (stage: Stage): stage is Compound => 'lists' in stage
