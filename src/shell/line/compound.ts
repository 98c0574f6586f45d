import {
  absent,
  expectWord,
  type LineReader,
  operatorAt,
  passBreaks,
  unexpected,
  wordAt,
  wrong,
} from './reader.ts'
import type { Compound, Pipeline, Stage } from './syntax.ts'
import type { Word } from './tokens.ts'

/** How commands read that are made of other commands: `if`, loops, groups, conditions. */

/** What reads the lists in them. */
export interface Compounds {
  readBody: (r: LineReader) => Pipeline[]
}

const RESERVED = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}'])

/** Whether a word closes or continues a compound command, where a command may begin. */
export const isReserved = (word: string | undefined): boolean =>
  word !== undefined && RESERVED.has(word)

/** The compound command that begins here; undefined: none does. */
export function compoundAt(
  r: LineReader,
  { readBody }: Compounds,
): Exclude<Stage, { kind: 'simple' }> | undefined {
  const token = r.tokens[r.at]
  if (token?.kind === 'arithmetic') {
    r.at += 1
    return { kind: 'calculation', text: token.text, redirects: [] }
  }
  const read = READERS.get(operatorAt(r) === '(' ? '(' : (wordAt(r) ?? ''))
  if (!read) return undefined
  r.at += 1
  return read(r, readBody)
}

type ReadStage = (
  r: LineReader,
  readBody: Compounds['readBody'],
) => Exclude<Stage, { kind: 'simple' | 'calculation' }>

function expectOperator(r: LineReader, text: string): void {
  if (operatorAt(r) !== text) unexpected(r)
  r.at += 1
}

/** Passes `;` and line breaks before a word that goes on. */
function passSeparators(r: LineReader): void {
  if (operatorAt(r) === ';') r.at += 1
  passBreaks(r)
}

const group: ReadStage = (r, readBody) => {
  const body = readBody(r)
  expectWord(r, '}')
  return { kind: 'group', lists: [body], redirects: [] }
}

const subshell: ReadStage = (r, readBody) => {
  const body = readBody(r)
  expectOperator(r, ')')
  return { kind: 'subshell', lists: [body], redirects: [] }
}

const loop =
  (kind: 'while' | 'until'): ReadStage =>
  (r, readBody) => {
    const condition = readBody(r)
    return { kind, lists: [condition, doneBody(r, readBody)], redirects: [] }
  }

/** `do BODY done` */
function doneBody(r: LineReader, readBody: Compounds['readBody']): Pipeline[] {
  expectWord(r, 'do')
  const body = readBody(r)
  expectWord(r, 'done')
  return body
}

const conditional: ReadStage = (r, readBody) => {
  const lists: Pipeline[][] = []
  do {
    if (lists.length > 0) r.at += 1
    lists.push(readBody(r))
    expectWord(r, 'then')
    lists.push(readBody(r))
  } while (wordAt(r) === 'elif')
  if (wordAt(r) === 'else') {
    r.at += 1
    lists.push(readBody(r))
  }
  expectWord(r, 'fi')
  return { kind: 'if', lists, redirects: [] }
}

const forLoop: ReadStage = (r, readBody) => {
  const variable = r.tokens[r.at]
  if (!variable) return unexpected(r)
  r.at += 1
  if (variable.kind === 'arithmetic') {
    const [before = '', condition = '', after = '', more] = variable.text.split(';')
    if (more !== undefined || variable.text.split(';').length < 3)
      wrong('syntax error: arithmetic expression required')
    passSeparators(r)
    return {
      kind: 'count',
      before,
      condition,
      after,
      lists: [doneBody(r, readBody)],
      redirects: [],
    }
  }
  const name = variable.kind === 'word' ? variable.source : variable.text
  if (!/^[A-Za-z_]\w*$/.test(name)) wrong(`\`${name}': not a valid identifier`)
  const words: Word[] = []
  passBreaks(r)
  if (wordAt(r) === 'in') {
    r.at += 1
    for (let token = r.tokens[r.at]; token?.kind === 'word'; token = r.tokens[++r.at])
      words.push(token.word)
  }
  passSeparators(r)
  return { kind: 'for', name, words, lists: [doneBody(r, readBody)], redirects: [] }
}

const caseOf: ReadStage = (r, readBody) => {
  const subject = wordOf(r)
  passBreaks(r)
  expectWord(r, 'in')
  const command: Compound = { kind: 'case', subject, patterns: [], lists: [], redirects: [] }
  for (passBreaks(r); wordAt(r) !== 'esac'; passBreaks(r)) {
    if (operatorAt(r) === '(') r.at += 1
    const patterns = [wordOf(r)]
    for (; operatorAt(r) === '|'; patterns.push(wordOf(r))) r.at += 1
    expectOperator(r, ')')
    passBreaks(r)
    const isEmpty = operatorAt(r) === ';;' || wordAt(r) === 'esac'
    command.patterns.push(patterns)
    command.lists.push(isEmpty ? [] : readBody(r))
    if (operatorAt(r) === ';;') r.at += 1
    else if (wordAt(r) !== 'esac') unexpected(r)
  }
  r.at += 1
  return command
}

function wordOf(r: LineReader): Word {
  const token = r.tokens[r.at]
  if (token?.kind !== 'word') return unexpected(r)
  r.at += 1
  return token.word
}

const condition: ReadStage = (r) => {
  const words: Word[] = []
  for (; wordAt(r) !== ']]'; r.at++) {
    const token = r.tokens[r.at] ?? unexpected(r)
    if (token.kind === 'arithmetic') absent('(( )) inside [[ ]]')
    else if (token.kind === 'word') words.push(token.word)
    else if (token.text === ';') unexpected(r)
    // The operators of a condition stand there as words that are not quoted.
    else if (token.text !== '\n') words.push([{ kind: 'text', text: token.text, quoted: false }])
  }
  if (words.length === 0) unexpected(r)
  r.at += 1
  return { kind: 'condition', words, redirects: [] }
}

const READERS = new Map<string, ReadStage>([
  ['{', group],
  ['(', subshell],
  ['while', loop('while')],
  ['until', loop('until')],
  ['if', conditional],
  ['for', forLoop],
  ['case', caseOf],
  ['[[', condition],
])
