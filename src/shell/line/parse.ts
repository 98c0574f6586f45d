import { own } from '../../lib/own.ts'
import { type Token, tokenize, type Word } from './tokens.ts'

/** Where a stream of a command goes. */
export type Redirect =
  | { kind: 'in'; file: Word }
  /** A here document: its text. */
  | { kind: 'here'; text: Word }
  | { kind: 'out'; of: 1 | 2 | 'both'; append: boolean; file: Word }
  | { kind: 'join'; of: 1 | 2 }

/** Words and redirections between two operators. */
export interface SimpleCommand {
  words: Word[]
  redirects: Redirect[]
}

/** Commands joined by `|`; `link` says what the pipeline before it must have come to. */
export interface Pipeline {
  link: 'always' | 'and' | 'or'
  negated: boolean
  stages: SimpleCommand[]
  /** In place of stages: `for NAME in WORDS; do BODY; done`. */
  loop?: Loop
  /** In place of stages: what runs in the background. */
  background?: Background
}

/** A list that ends with `&`, and as it was typed. */
export interface Background {
  list: Pipeline[]
  line: string
}

/** A `for` loop: the variable, the words before expansion, and what is done for each of them. */
export interface Loop {
  name: string
  words: Word[]
  body: Pipeline[]
}

/** What a line says, or why it cannot be run yet or at all. */
export type ParsedLine =
  | { kind: 'list'; list: Pipeline[] }
  /** More has to be typed. `open`: the quote that is open, or null. */
  | { kind: 'incomplete'; open: string | null }
  /** As bash words it, without its name. */
  | { kind: 'error'; text: string }
  /** Bash can do it, this trainer's shell cannot. */
  | { kind: 'absent'; what: string }

const KEYWORDS: Readonly<Record<string, string>> = {
  while: 'such loops; for NAME in WORDS; do …; done works',
  until: 'such loops; for NAME in WORDS; do …; done works',
  select: 'loops of this kind',
  if: 'conditions',
  case: 'conditions',
  function: 'functions',
  '{': 'groups of commands',
  '[[': 'conditions',
}

/** What stands after a token that demands a command. */
type Demand = 'first' | 'command' | 'none'

interface Build {
  list: Pipeline[]
  pipeline: Pipeline
  command: SimpleCommand
  demand: Demand
  /** The token with which the pipelines begin that `&&` and `||` join to this one. */
  start: number
}

const unexpected = (token: string): ParsedLine => ({
  kind: 'error',
  text: `syntax error near unexpected token \`${token}'`,
})

const newPipeline = (link: Pipeline['link']): Pipeline => ({ link, negated: false, stages: [] })
const newCommand = (): SimpleCommand => ({ words: [], redirects: [] })

/** Reads a line as bash does: pipelines linked by `;`, `&`, `&&` and `||`. */
export function parseLine(line: string): ParsedLine {
  const read = tokenize(line)
  return read.ok ? parseTokens(read.tokens) : { kind: 'incomplete', open: read.incomplete }
}

function parseTokens(tokens: readonly Token[]): ParsedLine {
  const build: Build = {
    list: [],
    pipeline: newPipeline('always'),
    command: newCommand(),
    demand: 'first',
    start: 0,
  }
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    if (token.kind === 'word' && token.source === 'for' && startsPipeline(build)) {
      const loop = readLoop(tokens, i)
      if ('kind' in loop) return loop
      build.list.push({ ...build.pipeline, loop: loop.loop })
      const next = tokens[loop.end + 1]
      if (next && !(next.kind === 'operator' && LOOP_ENDS.includes(next.text)))
        return { kind: 'absent', what: 'loops in pipes, and no redirection of loops' }
      if (next?.kind === 'operator' && next.text === '&')
        putInBackground(build, tokens.slice(build.start, loop.end + 1))
      if (next?.kind === 'operator') startPipeline(build, next.text)
      else build.demand = 'none'
      i = loop.end + 1
      if (isSeparator(next)) build.start = i + 1
      continue
    }
    if (token.kind === 'word') {
      const wrong = takeWord(build, token)
      if (wrong) return wrong
      continue
    }
    const redirect = redirectOf(token.text)
    if (redirect) {
      const wrong = takeRedirect(build, redirect, tokens[i + 1])
      if (wrong) return wrong
      if (redirect.kind !== 'join') i += 1
      continue
    }
    const wrong = takeOperator(build, tokens, i)
    if (wrong) return wrong
    if (isSeparator(token)) build.start = i + 1
  }
  if (build.demand === 'command') return { kind: 'incomplete', open: null }
  endPipeline(build)
  return { kind: 'list', list: build.list }
}

/** What may follow `done`. */
const LOOP_ENDS = [';', '\n', '&', '&&', '||']

const SEPARATORS = [';', '\n', '&']

/** Whether the pipelines before and after a token have nothing to do with each other. */
const isSeparator = (token: Token | undefined): boolean =>
  token?.kind === 'operator' && SEPARATORS.includes(token.text)

const startsPipeline = ({ command, pipeline }: Build): boolean =>
  isEmpty(command) && pipeline.stages.length === 0 && !pipeline.negated

const isWord = (token: Token | undefined, source: string): boolean =>
  token?.kind === 'word' && token.source === source

/** Whether the token stands where a command begins. */
const beginsCommand = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1]
  return before === undefined || before.kind === 'operator' || isWord(before, 'do')
}

/** The loop that begins at `at`, up to its `done` at `end`. */
function readLoop(tokens: readonly Token[], at: number): { loop: Loop; end: number } | ParsedLine {
  const variable = tokens[at + 1]
  if (!variable) return { kind: 'incomplete', open: null }
  const name = variable.kind === 'word' ? variable.source : variable.text
  if (!/^[A-Za-z_]\w*$/.test(name))
    return { kind: 'error', text: `\`${name}': not a valid identifier` }
  const words: Word[] = []
  let i = at + 2
  if (isWord(tokens[i], 'in'))
    for (i += 1; tokens[i]?.kind === 'word'; i++) words.push((tokens[i] as { word: Word }).word)
  while (tokens[i]?.kind === 'operator' && [';', '\n'].includes((tokens[i] as Operator).text))
    i += 1
  const first = tokens[i]
  if (!first) return { kind: 'incomplete', open: null }
  if (!isWord(first, 'do')) return unexpected(first.kind === 'word' ? first.source : first.text)
  const start = i + 1
  for (let depth = 1; depth > 0; ) {
    i += 1
    if (i >= tokens.length) return { kind: 'incomplete', open: null }
    if (!beginsCommand(tokens, i)) continue
    if (isWord(tokens[i], 'for')) depth += 1
    if (isWord(tokens[i], 'done')) depth -= 1
  }
  const inner = tokens.slice(start, i)
  const body = parseTokens(inner)
  if (body.kind !== 'list') return body
  if (body.list.length === 0) return unexpected('done')
  return { loop: { name, words, body: body.list }, end: i }
}

type Operator = Extract<Token, { kind: 'operator' }>

function takeWord(build: Build, token: Extract<Token, { kind: 'word' }>): ParsedLine | undefined {
  const first = build.command.words.length === 0
  if (first && token.source === '!' && build.pipeline.stages.length === 0) {
    build.pipeline.negated = !build.pipeline.negated
    return undefined
  }
  const absent = first ? own(KEYWORDS, token.source) : undefined
  if (absent !== undefined) return { kind: 'absent', what: absent }
  build.command.words.push(token.word)
  build.demand = 'none'
  return undefined
}

type Pending =
  | { kind: 'in' }
  | { kind: 'here' }
  | { kind: 'out'; of: 1 | 2 | 'both'; append: boolean }
  | { kind: 'join'; of: 1 | 2 }

function redirectOf(text: string): Pending | null {
  switch (text) {
    case '<':
    case '0<':
      return { kind: 'in' }
    case '<<':
    case '<<-':
      return { kind: 'here' }
    case '>':
    case '1>':
      return { kind: 'out', of: 1, append: false }
    case '>>':
    case '1>>':
      return { kind: 'out', of: 1, append: true }
    case '2>':
      return { kind: 'out', of: 2, append: false }
    case '2>>':
      return { kind: 'out', of: 2, append: true }
    case '&>':
      return { kind: 'out', of: 'both', append: false }
    case '&>>':
      return { kind: 'out', of: 'both', append: true }
    case '2>&1':
      return { kind: 'join', of: 2 }
    case '1>&2':
    case '>&2':
      return { kind: 'join', of: 1 }
    default:
      return null
  }
}

function takeRedirect(
  build: Build,
  pending: Pending,
  next: Token | undefined,
): ParsedLine | undefined {
  build.demand = 'none'
  if (pending.kind === 'join') {
    build.command.redirects.push(pending)
    return undefined
  }
  if (next?.kind !== 'word') return unexpected(next?.text ?? 'newline')
  build.command.redirects.push(
    pending.kind === 'here' ? { kind: 'here', text: next.word } : { ...pending, file: next.word },
  )
  return undefined
}

const isEmpty = (command: SimpleCommand): boolean =>
  command.words.length === 0 && command.redirects.length === 0

function takeOperator(build: Build, tokens: readonly Token[], at: number): ParsedLine | undefined {
  const text = tokens[at]?.kind === 'operator' ? tokens[at].text : ''
  if (text === '<(' || text === '>(') return { kind: 'absent', what: 'process substitution' }
  if (text === '(' && isEmpty(build.command)) return { kind: 'absent', what: 'subshells' }
  // A line break after an operator, or after nothing, means nothing.
  if (text === '\n' && isEmpty(build.command)) return undefined
  if (isEmpty(build.command)) return unexpected(text)
  if (text === '(' || text === ')' || text === ';;') return unexpected(text)
  if (text === '|' || text === '|&') {
    if (text === '|&') build.command.redirects.push({ kind: 'join', of: 2 })
    build.pipeline.stages.push(build.command)
    build.command = newCommand()
    build.demand = 'command'
    return undefined
  }
  endPipeline(build)
  if (text === '&') putInBackground(build, tokens.slice(build.start, at))
  startPipeline(build, text)
  return undefined
}

/** Takes the last pipelines that are joined to each other out of the list; what runs them takes their place. */
function putInBackground({ list }: Build, tokens: readonly Token[]): void {
  const first = list.findLastIndex(({ link }) => link === 'always')
  const line = tokens.map((token) => (token.kind === 'word' ? token.source : token.text)).join(' ')
  list.push({
    ...newPipeline('always'),
    background: { list: list.splice(first), line: line.replaceAll(' ;', ';') },
  })
}

function startPipeline(build: Build, operator: string): void {
  build.pipeline = newPipeline(operator === '&&' ? 'and' : operator === '||' ? 'or' : 'always')
  build.demand = SEPARATORS.includes(operator) ? 'first' : 'command'
}

function endPipeline(build: Build): void {
  if (!isEmpty(build.command)) build.pipeline.stages.push(build.command)
  if (build.pipeline.stages.length > 0) build.list.push(build.pipeline)
  build.command = newCommand()
}
