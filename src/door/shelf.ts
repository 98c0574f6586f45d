import { readdirSync, readFileSync } from 'node:fs'
import type { Lab } from '../labs/lab.ts'
import { problemLine } from '../labs/problem.ts'
import { readLab } from '../labs/read.ts'
import { lazily } from '../lib/lazily.ts'

const FOLDER = new URL('../labs/lessons/', import.meta.url)

/** Every lab that comes with the program, read from its file, in the order of the exercise. */
export const allLabs = lazily((): readonly Lab[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md'))
    .map((file) => labIn(file))
    .sort((a, b) => a.order - b.order),
)

function labIn(file: string): Lab {
  const result = readLab(readFileSync(new URL(file, FOLDER), 'utf8'))
  if (result.ok) return result.lab
  throw new Error(result.problems.map((problem) => problemLine(file, problem)).join('\n'))
}
