import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Problem, problemLine } from '../labs/format/problem.ts'
import { readLab } from '../labs/format/read.ts'
import { locate, withSeconds } from '../labs/format/write.ts'
import type { Lab } from '../labs/lab.ts'
import type { Release } from '../sim/releases.ts'
import { type Cost, checkLab, checkSolution, costOf } from './check-lab.ts'
import { labJsonSchema, vocabulary } from './lab-schema.ts'

const USAGE = `Usage: npm run lab -- [--write] FILE...
       npm run lab -- --publish

Reads each lab and plays it in each of its releases: start, solution, wrong turns and drills.
--write also saves in the file how many seconds the solution costs.
--publish writes public/lab.schema.json (for editors) and src/labs/VOCABULARY.md (for people).
`

/** Checks lab files for their authors; the result is the exit status. */
function main(words: string[]): number {
  if (words.length === 1 && words[0] === '--publish') return publish()
  const files = words.filter((word) => !word.startsWith('--'))
  const unknown = words.filter((word) => word.startsWith('--') && word !== '--write')
  if (files.length === 0 || unknown.length > 0) {
    process.stderr.write(USAGE)
    return 2
  }
  const good = files.map((file) => check(file, words.includes('--write')))
  return good.every((is) => is) ? 0 : 1
}

function publish(): number {
  const top = new URL('../../', import.meta.url)
  writeFileSync(new URL('public/lab.schema.json', top), labJsonSchema())
  writeFileSync(new URL('src/labs/VOCABULARY.md', top), vocabulary())
  return 0
}

function check(file: string, write: boolean): boolean {
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch {
    process.stderr.write(`${file}: cannot be read.\n`)
    return false
  }
  const read = readLab(source)
  const problems = read.ok ? playedProblems(read.lab, source) : read.problems
  for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`)
  if (!read.ok || problems.length > 0) return false
  const { lab } = read
  process.stdout.write(`${basename(file)}: ${lab.title}. ${praise(lab)}\n`)
  if (write && lab.solution.length > 0) writeFileSync(file, withSeconds(source, costs(lab)))
  return true
}

const praise = ({ goals, wrongTurns, causes, releases }: Lab): string =>
  causes.length > 0
    ? `${causes.length} drills, solved in ${releases.join(', ')}.`
    : `${goals.length} goals, reached by the solution in ${releases.join(', ')}; ${wrongTurns.length} wrong turns.`

function playedProblems(lab: Lab, source: string): Problem[] {
  const found = lab.releases.flatMap((release) =>
    checkLab(lab, release).map(({ path, message }) => ({
      line: locate(source, path),
      field: path.join('.'),
      message: `in ${release}: ${message}`,
    })),
  )
  return found
}

const costs = (lab: Lab): Partial<Record<Release, Cost>> =>
  Object.fromEntries(
    lab.releases.map((release) => [release, costOf(checkSolution(lab, release).session)]),
  )

process.exitCode = main(process.argv.slice(2))
