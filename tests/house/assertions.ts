import { parseSync } from 'vite'

/** Something in a test that may keep it from asserting anything. */
export interface Unsure {
  /** Counted from 1. */
  line: number
  text: string
}

interface Node {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

const partsOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

const isFunction = ({ type }: Node): boolean => /Function/.test(type)

/** Whether an assertion is made in a node whenever it runs to its end. Those of inner functions may not run. */
function asserts(node: unknown): boolean {
  if (!isNode(node) || isFunction(node)) return false
  if (node.type === 'IfStatement') return asserts(node.consequent) && asserts(node.alternate)
  if (node.type === 'ConditionalExpression')
    return asserts(node.consequent) && asserts(node.alternate)
  if (node.type === 'LogicalExpression') return asserts(node.left)
  if (node.type === 'CallExpression' && isNode(node.callee) && isExpect(node.callee)) return true
  return partsOf(node).some(asserts)
}

const isExpect = ({ type, name }: Node): boolean => type === 'Identifier' && name === 'expect'

/** Assertions of a test file that are made on one branch only, and ways out of a test before its assertions. */
export function unsureAssertions(path: string, source: string): Unsure[] {
  const found: Unsure[] = []
  const say = ({ start, end }: Node) =>
    found.push({
      line: source.slice(0, start).split('\n').length,
      text: source.slice(start, end).split('\n')[0] ?? '',
    })
  const visit = (node: Node): void => {
    const { consequent, alternate } = node
    const branches = [consequent, alternate].filter(isNode)
    const branching = ['IfStatement', 'ConditionalExpression'].includes(node.type)
    if (branching && branches.some(asserts) && !asserts(node)) say(node)
    if (node.type === 'LogicalExpression' && asserts(node.right) && !asserts(node.left)) say(node)
    if (isFunction(node) && isNode(node.body)) for (const way of earlyWays(node.body)) say(way)
    for (const part of partsOf(node)) visit(part)
  }
  for (const statement of parseSync(path, source).program.body) visit(statement as unknown as Node)
  return found
}

/** Bare `return`s of a function in whose later statements something is asserted. */
function earlyWays(body: Node): Node[] {
  const statements = partsOf(body)
  return statements.flatMap((statement, i) =>
    statements.slice(i + 1).some(asserts) ? bareReturns(statement) : [],
  )
}

const bareReturns = (node: Node): Node[] =>
  isFunction(node)
    ? []
    : node.type === 'ReturnStatement' && node.argument === null
      ? [node]
      : partsOf(node).flatMap(bareReturns)
