import type { SourceFile } from './source.ts'

/** An exported declaration with its place. */
export interface Exported {
  path: string
  /** From 1. */
  line: number
  name: string
  kind: 'type' | 'value'
  /** The line as it stands. */
  text: string
  documented: boolean
}

const DECLARATION =
  /^export (?:declare )?(?:async )?(const|let|function|interface|type|class) (\w+)/

/** What a file declares and exports, in its order. Further signatures of a function count as its first one. */
export function exportsOf({ path, lines }: SourceFile): Exported[] {
  const seen = new Set<string>()
  return lines.flatMap((text, index) => {
    const [, keyword = '', name = ''] = DECLARATION.exec(text) ?? []
    if (name === '' || seen.has(name)) return []
    seen.add(name)
    const kind = keyword === 'interface' || keyword === 'type' ? 'type' : 'value'
    return [{ path, line: index + 1, name, kind, text, documented: hasDocstring(lines, index) }]
  })
}

/** Whether the line has a docstring above it; a note to the linter may stand between the two. */
function hasDocstring(lines: readonly string[], index: number): boolean {
  let above = index - 1
  while (/^\s*\/\/ biome-ignore/.test(lines[above] ?? '')) above -= 1
  return /\*\/$/.test((lines[above] ?? '').trim())
}

/**
 * Whether a declaration is documented by what it says itself: words of a command and options carry their help
 * text, and a file that is one command or opcode says at its top what it does and where it comes from.
 */
export function speaksForItself({ path, text }: Exported, { lines }: SourceFile): boolean {
  if (path.startsWith('src/gnt/declared/')) return true
  if (path === 'src/gnt/options.ts') return /= (?:on|off|pick|value|each)\(/.test(text)
  const isCommand = / = (?:submits|define(?:Command|ListFields|List|Opcode|Program))\b/.test(text)
  return isCommand && path.startsWith('src/gnt/') && (lines[0] ?? '').startsWith('/**')
}

/** Names of types that more than one file exports, with these files. */
export function repeatedTypes(all: readonly Exported[]): [name: string, paths: string[]][] {
  const byName = new Map<string, string[]>()
  for (const { kind, name, path } of all)
    if (kind === 'type') byName.set(name, [...(byName.get(name) ?? []), path])
  return [...byName].filter(([, paths]) => paths.length > 1)
}
