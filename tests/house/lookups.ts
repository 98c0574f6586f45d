import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Node, SyntaxKind } from 'typescript/unstable/ast'
import {
  isBinaryExpression,
  isDeleteExpression,
  isElementAccessExpression,
  isStringLiteral,
} from 'typescript/unstable/ast/is'
import { API, type Checker, type Type, TypeFlags } from 'typescript/unstable/sync'

/** A look-up by a key that may be any string, in anything but `own`. */
export interface Lookup {
  /** From the project's top. */
  path: string
  line: number
  text: string
}

const CONFIG = join(process.cwd(), 'tests/house/.lookups.json')
const EXAMPLE = join(process.cwd(), 'tests/house/.lookups-example.ts')

/** The whole of src as one program, with an example beside it that no one has to store. */
const projectOf = (example: string): string =>
  JSON.stringify({
    extends: '../../.ci/types/base.json',
    compilerOptions: {
      composite: false,
      emitDeclarationOnly: false,
      noEmit: true,
      rootDir: '../..',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: ['node', 'vite/client'],
    },
    include: example === '' ? ['../../src'] : [],
    files: example === '' ? [] : [EXAMPLE],
  })

/**
 * Every look-up in src, or in `example`, that `constructor` and its like would mislead: reading `table[key]`, or
 * asking `key in table`, where the key may be any string. Writing and deleting an entry are fine.
 */
export function misleadingLookups(example = ''): Lookup[] {
  const config = projectOf(example)
  const files = new Map([
    [CONFIG, config],
    ...(example === '' ? [] : [[EXAMPLE, example] as const]),
  ])
  const api = new API({
    fs: {
      readFile: (name) => files.get(name),
      fileExists: (name) => (files.has(name) ? true : undefined),
    },
  })
  try {
    const snapshot = api.updateSnapshot({ openProject: CONFIG })
    const project = snapshot.getProject(CONFIG)
    if (!project) throw new Error('the program of this rule cannot be read')
    const { program, checker } = project
    const ours = program
      .getSourceFileNames()
      .filter((name) =>
        example === ''
          ? /\/src\/.*\.tsx?$/.test(name) && !name.includes('node_modules')
          : name === EXAMPLE,
      )
    return ours.flatMap((name) => {
      const file = program.getSourceFile(name)
      const text = files.get(name) ?? readFileSync(name, 'utf8')
      return file ? lookupsIn(file, checker, text, name.slice(process.cwd().length + 1)) : []
    })
  } finally {
    api.close()
  }
}

function lookupsIn(file: Node, checker: Checker, text: string, path: string): Lookup[] {
  const found: Lookup[] = []
  const visit = (node: Node): void => {
    if (isMisleading(node, checker)) {
      const start = text.slice(0, node.end).lastIndexOf(text.slice(node.pos, node.end).trim())
      const line = text.slice(0, start).split('\n').length
      found.push({ path, line, text: text.slice(start, node.end) })
    }
    node.forEachChild(visit)
  }
  visit(file)
  return found.filter(({ path }) => path !== 'src/lib/own.ts')
}

function isMisleading(node: Node, checker: Checker): boolean {
  if (isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.InKeyword)
    return !isStringLiteral(node.left)
  if (!isElementAccessExpression(node)) return false
  const { parent } = node
  if (isDeleteExpression(parent)) return false
  const isTarget =
    isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === SyntaxKind.EqualsToken
  return !isTarget && mayBeAnyString(checker.getTypeAtLocation(node.argumentExpression), checker)
}

function mayBeAnyString(type: Type | undefined, checker: Checker): boolean {
  if (!type) return false
  if (type.flags & (TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.Any)) return true
  if (type.isUnionType() || type.isIntersectionType())
    return type.getTypes().some((part) => mayBeAnyString(part, checker))
  if (type.flags & (TypeFlags.TypeParameter | TypeFlags.Index))
    return mayBeAnyString(checker.getBaseConstraintOfType(type), checker)
  return false
}
