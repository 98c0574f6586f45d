import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { problemLine } from '../labs/format/problem.ts'
import { readLab } from '../labs/format/read.ts'
import type { Lab } from '../labs/lab.ts'
import { lazily } from '../lib/lazily.ts'

const FOLDER = new URL('../labs/lessons/', import.meta.url)

/** Every lab that comes with the program, read from its file, in the order of the exercise. */
export const allLabs = lazily((): readonly Lab[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md'))
    .map((file) => labIn(file))
    .sort((a, b) => a.order - b.order),
)

/** One of them by its id, which is the name of its file; the others are not read. Undefined where there is none. */
export function labNamed(id: string): Lab | undefined {
  const file = `${id}.md`
  return existsSync(new URL(file, FOLDER)) ? labIn(file) : undefined
}

function labIn(file: string): Lab {
  const result = readLab(readFileSync(new URL(file, FOLDER), 'utf8'))
  if (result.ok) return result.lab
  throw new Error(result.problems.map((problem) => problemLine(file, problem)).join('\n'))
}
