import { parseSync } from 'vite'

/** One change to a file that a test should notice. */
export interface Mutant {
  /** Offsets of the whole expression, statement or body that is changed. */
  start: number
  end: number
  /** What stands there instead: an expression; null where a statement is left out, or all that a body does. */
  by: string | null
  /** What `by` replaces. */
  of: 'expression' | 'statement' | 'body'
  /** What kind of change it is: "condition negated". */
  what: string
  /** Whether a statement begins with it. */
  begins: boolean
}

type Change = Omit<Mutant, 'begins'>

interface Node {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

const COMPARED: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
}
const CALCULATED: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*' }
const JOINED: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' }
const OPERATORS = { ...COMPARED, ...CALCULATED, ...JOINED }

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
])

/** Wrappers of TypeScript round an expression; all its other nodes are types. */
const EXPRESSIONS: ReadonlySet<string> = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
])

/**
 * Every mutant of a TypeScript source, in its order. Types, imports and texts that are shown stay as they are, and so
 * does what is computed once, when the module is loaded: a mutant is switched on in a program that is running.
 */
export function mutantsOf(name: string, source: string): Mutant[] {
  const changes: Change[] = []
  const statements = new Set<number>()
  const visit = (node: Node, running: boolean): void => {
    if (node.type.startsWith('TS') && !EXPRESSIONS.has(node.type)) return
    if (node.type === 'ImportDeclaration') return
    if (node.type === 'ExpressionStatement') statements.add(node.start)
    if (running) changes.push(...changesAt(node, source))
    const inside = running || FUNCTIONS.has(node.type)
    for (const [field, part] of Object.entries(node)) {
      // A plain key is a name, also where it is a number.
      if (field === 'key' && node.computed !== true) continue
      for (const child of Array.isArray(part) ? part : [part])
        if (isNode(child)) visit(child, inside)
    }
  }
  const { program } = parseSync(name, source)
  for (const statement of program.body) visit(statement as unknown as Node, false)
  changes.push(...proceduresIn(program as unknown as Node, source))
  return changes
    .map((change) => ({ ...change, begins: statements.has(change.start) }))
    .sort((a, b) => a.start - b.start || b.end - a.end)
}

/** The changes to one node, without those to its parts. */
function changesAt(node: Node, source: string): Change[] {
  const text = ({ start, end }: Node) => source.slice(start, end)
  const instead = ({ start, end }: Node, by: string, what: string): Change[] => [
    { start, end, by, of: 'expression', what },
  ]
  const { test, argument, value, expression } = node
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const { left, right } = node as unknown as { left: Node; right: Node }
      const operator = String(node.operator)
      const by = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
      // A sum of texts is no calculation.
      if (by === undefined || (operator === '+' && /['"`]/.test(text(node)))) return []
      const between = source.slice(left.end, right.start)
      const at = left.end + between.indexOf(operator)
      // Junctions of two kinds need their brackets.
      const [a, b] = [source.slice(node.start, at), source.slice(at + operator.length, node.end)]
      const whole = node.type === 'LogicalExpression' ? `(${a}) ${by} (${b})` : `${a}${by}${b}`
      return instead(node, whole, `${operator} becomes ${by}`)
    }
    case 'IfStatement':
    case 'ConditionalExpression':
      return isNode(test) ? instead(test, `!(${text(test)})`, 'condition negated') : []
    case 'UnaryExpression':
      return node.operator === '!' && isNode(argument)
        ? instead(node, text(argument), '! left out')
        : []
    case 'Literal':
      if (typeof value === 'boolean')
        return instead(node, String(!value), `${value} becomes ${!value}`)
      return typeof value === 'number'
        ? instead(node, `${text(node)} + 1`, `${value} becomes ${value + 1}`)
        : []
    case 'ExpressionStatement': {
      const { start, end } = node
      return isNode(expression) && expression.type === 'CallExpression'
        ? [{ start, end, by: null, of: 'statement', what: 'call left out' }]
        : []
    }
    default:
      return []
  }
}

/** The bodies of functions that give nothing back. */
function proceduresIn(node: Node, source: string): Change[] {
  const { body } = node
  const found: Change[] = []
  if (node.type === 'FunctionDeclaration' && isNode(body) && /\w/.test(textWithin(body, source)))
    if (/: (void|never)$|\): void/.test(source.slice(node.start, body.start).trim()))
      found.push({
        start: body.start,
        end: body.end,
        by: null,
        of: 'body',
        what: 'body left out',
      })
  for (const part of Object.values(node))
    for (const child of Array.isArray(part) ? part : [part])
      if (isNode(child)) found.push(...proceduresIn(child, source))
  return found
}

const textWithin = ({ start, end }: Node, source: string): string =>
  source.slice(start + 1, end - 1)

/** The source with a mutant in it. */
export const mutated = (source: string, { start, end, by, of }: Mutant): string =>
  source.slice(0, start) +
  (of === 'expression' ? `(${by})` : of === 'body' ? '{}' : ';') +
  source.slice(end)

/**
 * The source with all these mutants in it, each behind a switch: `globalThis.mutant(n)` says whether number n is on.
 * Mutants lie beside each other or one in the other, in the order of `mutantsOf`.
 */
export function withSwitches(
  source: string,
  mutants: readonly (Mutant & { number: number })[],
): string {
  let next = 0
  /** The text from `from` to `to`, with the switches of the mutants that lie in it. */
  const between = (from: number, to: number): string => {
    let made = ''
    let at = from
    for (let mutant = mutants[next]; mutant && mutant.end <= to; mutant = mutants[next]) {
      next += 1
      made += source.slice(at, mutant.start) + switched(mutant)
      at = mutant.end
    }
    return made + source.slice(at, to)
  }
  const switched = (mutant: Mutant & { number: number }): string => {
    const { start, end, by, of, number, begins } = mutant
    const on = `globalThis.mutant(${number})`
    if (of === 'body') return `{ if (${on}) return; ${between(start + 1, end)}`
    const usual = between(start, end)
    if (of === 'statement') return `{ if (!${on}) { ${usual} } }`
    // A bracket that begins a statement would call what stands on the line before.
    return `${begins ? 'void 0, ' : ''}(${on} ? (${by}) : (${usual}))`
  }
  return between(0, source.length)
}
