import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'

export interface SourceFile {
  /** From the project's top, with slashes: src/sim/world.ts */
  path: string
  lines: readonly string[]
}

const texts = /\.(ts|tsx|js|mjs|css|html|md|json|jsonl|txt|yaml)$/

/** Every text file below these folders (or these files themselves). */
export function sourceFiles(...tops: readonly string[]): SourceFile[] {
  return tops
    .filter((top) => existsSync(top))
    .flatMap((top) =>
      statSync(top).isFile()
        ? [top]
        : readdirSync(top, { recursive: true, encoding: 'utf8' }).map((name) => join(top, name)),
    )
    .filter((path) => texts.test(path) && statSync(path).isFile())
    .map((path) => ({
      path: path.split(sep).join('/'),
      lines: readFileSync(path, 'utf8').replace(/\n$/, '').split('\n'),
    }))
}

/** The line without its comment, so that a rule about code does not bind prose. */
export function codeOf(line: string): string {
  if (/^\s*(\/?\*|\/\/)/.test(line)) return ''
  return line.replace(/\s\/[/*].*$/, '')
}
