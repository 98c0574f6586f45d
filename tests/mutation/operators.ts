import { parseSync } from 'vite'

/** One change to a file that a test should notice. */
export interface Mutant {
  /** Offsets of what is replaced. */
  start: number
  end: number
  by: string
  /** What kind of change it is: "condition negated". */
  what: string
}

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

/** Every mutant of a TypeScript source, in its order. Types, imports and texts that are shown stay as they are. */
export function mutantsOf(name: string, source: string): Mutant[] {
  const mutants: Mutant[] = []
  const text = ({ start, end }: Node) => source.slice(start, end)
  const replace = ({ start, end }: Node, by: string, what: string) =>
    mutants.push({ start, end, by, what })
  const operator = (node: Node, table: Readonly<Record<string, string>>) => {
    const { left, right } = node as unknown as { left: Node; right: Node }
    const by = table[String(node.operator)]
    // A sum of texts is no calculation.
    if (by === undefined || (node.operator === '+' && /['"`]/.test(text(node)))) return
    const between = source.slice(left.end, right.start)
    const at = left.end + between.indexOf(String(node.operator))
    const end = at + String(node.operator).length
    mutants.push({ start: at, end, by, what: `${node.operator} becomes ${by}` })
  }
  const visit = (node: Node): void => {
    if (node.type.startsWith('TS') && !EXPRESSIONS.has(node.type)) return
    if (node.type === 'ImportDeclaration') return
    const { test, body, argument, value } = node
    if (node.type === 'BinaryExpression') operator(node, { ...COMPARED, ...CALCULATED })
    if (node.type === 'LogicalExpression') operator(node, JOINED)
    if (isNode(test) && ['IfStatement', 'ConditionalExpression'].includes(node.type))
      replace(test, `!(${text(test)})`, 'condition negated')
    if (node.type === 'UnaryExpression' && node.operator === '!' && isNode(argument))
      replace(node, `(${text(argument)})`, '! left out')
    if (node.type === 'Literal' && typeof value === 'boolean')
      replace(node, String(!value), `${value} becomes ${!value}`)
    if (node.type === 'Literal' && typeof value === 'number')
      replace(node, `(${text(node)} + 1)`, `${value} becomes ${value + 1}`)
    if (node.type === 'FunctionDeclaration' && isNode(body) && text(body) !== '{}')
      if (/: (void|never)$|\): void/.test(source.slice(node.start, body.start).trim()))
        replace(body, '{}', 'body left out')
    if (node.type === 'ExpressionStatement' && isNode(node.expression))
      if (node.expression.type === 'CallExpression') replace(node, ';', 'call left out')
    for (const part of Object.values(node))
      for (const child of Array.isArray(part) ? part : [part]) if (isNode(child)) visit(child)
  }
  for (const statement of parseSync(name, source).program.body) visit(statement as unknown as Node)
  return mutants.sort((a, b) => a.start - b.start)
}

/** Wrappers of TypeScript round an expression; all its other nodes are types. */
const EXPRESSIONS: ReadonlySet<string> = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
])

/** The source with a mutant in it. */
export const mutated = (source: string, { start, end, by }: Mutant): string =>
  source.slice(0, start) + by + source.slice(end)
