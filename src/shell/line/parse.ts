import { attempt } from '../../lib/give-up.ts'
import { own } from '../../lib/own.ts'
import { type Compounds, compoundAt, isReserved } from './compound.ts'
import {
  absent,
  type LineReader,
  type NoLine,
  operatorAt,
  type ParsedLine,
  passBreaks,
  unexpected,
  wordAt,
} from './reader.ts'
import { takeRedirect } from './redirect.ts'
import type { Pipeline, SimpleCommand, Stage } from './syntax.ts'
import { type Token, tokenize } from './tokens.ts'

/** More than anyone types. */
const DEEPEST = 50

/** What a command cannot begin with here. */
const ABSENT: Readonly<Record<string, string>> = { select: 'menus', function: 'functions' }

const SEPARATORS = [';', '\n', '&']

/** Reads a line as bash does: pipelines linked by `;`, `&`, `&&` and `||`, and commands made of them. */
export function parseLine(line: string): ParsedLine {
  const read = tokenize(line)
  if (!read.ok) return { kind: 'incomplete', open: read.incomplete }
  const reader: LineReader = { tokens: read.tokens, at: 0, depth: 0 }
  const parsed = attempt<Pipeline[], NoLine>(() => {
    const list = readList(reader)
    return reader.at < reader.tokens.length ? unexpected(reader) : list
  })
  return parsed.ok ? { kind: 'list', list: parsed.value } : parsed.reason
}

/** Whether the list ends here: at the line's end, or before what closes a compound command. */
const listEnds = (r: LineReader): boolean =>
  r.at >= r.tokens.length ||
  operatorAt(r) === ')' ||
  operatorAt(r) === ';;' ||
  isReserved(wordAt(r))

/** Reads pipelines up to the word or operator that ends the list around them, and leaves that. */
function readList(r: LineReader): Pipeline[] {
  const list: Pipeline[] = []
  if (r.depth > DEEPEST) absent(`commands that are more than ${DEEPEST} deep`)
  for (;;) {
    passBreaks(r)
    if (listEnds(r)) return list
    const from = r.at
    const first = list.length
    readAndOr(r, list)
    const separator = operatorAt(r)
    if (separator === '&') {
      const line = sourceOf(r.tokens.slice(from, r.at))
      list.push({
        link: 'always',
        negated: false,
        stages: [],
        background: { list: list.splice(first), line },
      })
    }
    if (separator !== undefined && SEPARATORS.includes(separator)) r.at += 1
    else if (!listEnds(r)) unexpected(r)
  }
}

/** A list that may not be empty, as they stand in compound commands. */
function readBody(r: LineReader): Pipeline[] {
  r.depth += 1
  const list = readList(r)
  r.depth -= 1
  return list.length === 0 ? unexpected(r) : list
}

const sourceOf = (tokens: readonly Token[]): string =>
  tokens
    .map((token) =>
      token.kind === 'word'
        ? token.source
        : token.kind === 'operator'
          ? token.text
          : `((${token.text}))`,
    )
    .join(' ')
    .replaceAll(' ;', ';')

function readAndOr(r: LineReader, list: Pipeline[]): void {
  let link: Pipeline['link'] = 'always'
  for (;;) {
    list.push(readPipeline(r, link))
    const operator = operatorAt(r)
    if (operator !== '&&' && operator !== '||') return
    link = operator === '&&' ? 'and' : 'or'
    r.at += 1
    passBreaks(r)
  }
}

function readPipeline(r: LineReader, link: Pipeline['link']): Pipeline {
  let negated = false
  for (; wordAt(r) === '!'; r.at++) negated = !negated
  const stages: Stage[] = []
  for (;;) {
    const stage = readStage(r)
    stages.push(stage)
    const operator = operatorAt(r)
    if (operator !== '|' && operator !== '|&') return { link, negated, stages }
    if (operator === '|&') stage.redirects.push({ kind: 'join', of: 2 })
    r.at += 1
    passBreaks(r)
  }
}

const compounds: Compounds = { readBody }

function readStage(r: LineReader): Stage {
  const word = wordAt(r)
  const refused = word === undefined ? undefined : own(ABSENT, word)
  if (refused !== undefined) absent(refused)
  const compound = compoundAt(r, compounds)
  if (!compound) return readSimple(r)
  while (takeRedirect(r, compound));
  if (r.tokens[r.at]?.kind === 'word' && !listEnds(r)) unexpected(r)
  return compound
}

function readSimple(r: LineReader): SimpleCommand {
  const command: SimpleCommand = { kind: 'simple', words: [], redirects: [] }
  for (;;) {
    const token = r.tokens[r.at]
    if (token?.kind === 'word' && !(command.words.length === 0 && isReserved(token.source))) {
      command.words.push(token.word)
      r.at += 1
    } else if (!takeRedirect(r, command)) break
  }
  const next = operatorAt(r)
  if (next === '<(' || next === '>(') absent('process substitution')
  if (next === '(' && command.words.length === 1 && r.tokens[r.at + 1]?.kind === 'operator')
    absent('functions')
  if (next === '(' || (command.words.length === 0 && command.redirects.length === 0)) unexpected(r)
  return command
}
