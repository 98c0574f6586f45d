/** An awk program, read. */

/** What can be assigned to. */
export type Place =
  | { kind: 'variable'; name: string }
  | { kind: 'field'; number: Expression }
  | { kind: 'item'; name: string; keys: Expression[] }

/** What has a value. */
export type Expression =
  | Place
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'expression'; source: string }
  | { kind: 'assign'; operator: string; place: Place; value: Expression }
  | { kind: 'choose'; condition: Expression; first: Expression; second: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'contains'; keys: Expression[]; name: string }
  | { kind: 'unary'; operator: string; operand: Expression }
  | { kind: 'step'; by: 1 | -1; before: boolean; place: Place }
  | { kind: 'call'; name: string; args: Expression[] }

/** What is done. */
export type Statement =
  | { kind: 'print' | 'printf'; args: Expression[] }
  | { kind: 'do'; value: Expression }
  | { kind: 'if'; condition: Expression; body: Statement; otherwise: Statement | null }
  | { kind: 'while'; condition: Expression; body: Statement; first: boolean }
  | {
      kind: 'for'
      before: Statement | null
      condition: Expression | null
      after: Statement | null
      body: Statement
    }
  | { kind: 'each'; variable: string; array: string; body: Statement }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'next' | 'break' | 'continue' }
  | { kind: 'exit'; status: Expression | null }
  | { kind: 'delete'; name: string; keys: Expression[] }

/** When something is done: before or after all lines, for lines that an expression is true for, or a range of them. */
export type Pattern =
  | { kind: 'begin' | 'end' | 'every' }
  | { kind: 'when'; condition: Expression }
  | { kind: 'range'; from: Expression; to: Expression }

/** A pattern and what is done for its lines; null: they are printed. */
export interface Rule {
  pattern: Pattern
  action: Statement[] | null
}
