import { resolvePath } from '../../lib/path.ts'
import { isDirectory, readFile } from '../files/tree.ts'
import type { NodeTool } from './tool.ts'

/** test(1) and `[`: whether something holds of files, texts or numbers; the exit status says it. */

type Look = Parameters<NodeTool>[0]

/** Whether it holds, or why the words make no sense: a missing operand, or a word that is not a number. */
type Verdict = boolean | { misuse: string }

const textOf = ({ world, node }: Look, path: string): string | null => {
  const read = readFile(world, node, path)
  return read.ok ? read.text : null
}

const isFile = (look: Look, path: string): boolean => textOf(look, path) !== null
const isFolder = ({ world, node }: Look, path: string): boolean => isDirectory(world, node, path)
const exists = (look: Look, path: string): boolean => isFile(look, path) || isFolder(look, path)

const OF_FILES = new Map<string, (look: Look, path: string) => boolean>([
  ['-e', exists],
  ['-r', exists],
  ['-w', exists],
  ['-f', isFile],
  ['-d', isFolder],
  ['-s', (look, path) => (textOf(look, path) ?? '') !== ''],
])

const OF_TEXTS = new Map<string, (text: string) => boolean>([
  ['-n', (text) => text !== ''],
  ['-z', (text) => text === ''],
])

const BETWEEN_TEXTS = new Map<string, (a: string, b: string) => boolean>([
  ['=', (a, b) => a === b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
])

const BETWEEN_NUMBERS = new Map<string, (a: number, b: number) => boolean>([
  ['-eq', (a, b) => a === b],
  ['-ne', (a, b) => a !== b],
  ['-lt', (a, b) => a < b],
  ['-le', (a, b) => a <= b],
  ['-gt', (a, b) => a > b],
  ['-ge', (a, b) => a >= b],
])

/** The test of one word that an operator such as `-f` or `-z` stands for; undefined: it is no operator. */
export function operatorOfOne(
  operator: string,
): ((look: Look, word: string) => boolean) | undefined {
  const ofFile = OF_FILES.get(operator)
  if (ofFile) return (look, word) => ofFile(look, resolvePath(look.cwd, word))
  const ofText = OF_TEXTS.get(operator)
  return ofText && ((_look, word) => ofText(word))
}

const isNumber = (word: string): boolean => /^\s*[+-]?\d+\s*$/.test(word)

/** The verdict on three words with an operator between them; undefined if the second is not an operator. */
function compared(a: string, operator: string, b: string): Verdict | undefined {
  const texts = BETWEEN_TEXTS.get(operator)
  if (texts) return texts(a, b)
  const numbers = BETWEEN_NUMBERS.get(operator)
  if (!numbers) return undefined
  const wrong = [a, b].find((word) => !isNumber(word))
  return wrong === undefined
    ? numbers(Number(a), Number(b))
    : { misuse: `${wrong}: integer expression expected` }
}

const not = (verdict: Verdict): Verdict => (typeof verdict === 'boolean' ? !verdict : verdict)

/** An expression without `-a` and `-o`. */
function holds(look: Look, words: readonly string[]): Verdict {
  const [first = '', second = '', third = ''] = words
  if (words.length < 2) return first !== ''
  const verdict = words.length === 3 ? compared(first, second, third) : undefined
  if (verdict !== undefined) return verdict
  if (first === '!') return not(holds(look, words.slice(1)))
  if (words.length === 3) return { misuse: `${second}: binary operator expected` }
  if (words.length > 3) return { misuse: 'too many arguments' }
  const test = operatorOfOne(first)
  return test ? test(look, second) : { misuse: `${first}: unary operator expected` }
}

/** Parts joined by `-o`, each of parts joined by `-a`. */
function anyHolds(look: Look, words: readonly string[]): Verdict {
  for (const [operator, decides] of [
    ['-o', true],
    ['-a', false],
  ] as const) {
    const at = words.indexOf(operator)
    if (at <= 0 || at === words.length - 1) continue
    const left = anyHolds(look, words.slice(0, at))
    return typeof left !== 'boolean' || left === decides
      ? left
      : anyHolds(look, words.slice(at + 1))
  }
  return holds(look, words)
}

const judged =
  (name: 'test' | '['): NodeTool =>
  (look) => {
    const closed = name === 'test' || look.args.at(-1) === ']'
    const words = name === '[' ? look.args.slice(0, -1) : look.args
    const verdict = closed ? anyHolds(look, words) : { misuse: "missing `]'" }
    if (typeof verdict === 'boolean') return { exit: verdict ? 0 : 1 }
    return { err: `bash: ${name}: ${verdict.misuse}\n`, exit: 2 }
  }

/** `test EXPRESSION` */
export const test = judged('test')

/** `[ EXPRESSION ]` */
export const bracket = judged('[')
