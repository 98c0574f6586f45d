import { type Document, isNode, LineCounter, parseDocument } from 'yaml'

/** The parts of a lab's file: YAML between two lines of `---`, and the story after them. */
export interface Front {
  yaml: Document
  story: string
  /** The line (from 1) of the innermost field on the path that is written there. */
  lineOf: (path: readonly (string | number)[]) => number
  /** The first thing that is no YAML. */
  broken: { line: number; message: string } | null
}

const FENCE = /^---\s*$/

/** Takes a file apart; null where there is no front matter. */
export function frontOf(source: string): Front | null {
  const lines = source.split(/\r?\n/)
  if (!FENCE.test(lines[0] ?? '')) return null
  const end = lines.findIndex((line, i) => i > 0 && FENCE.test(line))
  if (end < 0) return null
  const lineCounter = new LineCounter()
  const yaml = parseDocument(lines.slice(1, end).join('\n'), { lineCounter })
  const lineAt = (offset: number) => lineCounter.linePos(offset).line + 1
  const [error] = yaml.errors
  const [message = ''] = error?.message.split('\n') ?? []
  return {
    yaml,
    story: lines.slice(end + 1).join('\n'),
    broken: error
      ? { line: lineAt(error.pos[0]), message: message.replace(/ at line \d+.*|:$/, '') }
      : null,
    lineOf(path) {
      for (let known = path.length; known > 0; known--) {
        const found = yaml.getIn(path.slice(0, known), true)
        if (isNode(found) && found.range) return lineAt(found.range[0])
      }
      return 2
    },
  }
}
