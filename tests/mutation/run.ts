// Mutation testing: changes the code in one place, and asks whether any related test notices.
//   npm run mutation -- [--files src/sim/jobs,src/labs/judge] [--minutes 10] [--seed 1] [--again]
// Mutants are drawn by the seed. Each result is a line of tests/mutation/results.jsonl, so the next run goes on
// where this one stopped; a file that has changed since begins again. Nothing is left changed, also after Ctrl-C.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawBelow } from '../../src/lib/random.ts'
import { type Mutant, mutantsOf, mutated } from './operators.ts'

const RESULTS = 'tests/mutation/results.jsonl'
const ROOMS = 'src/sim,src/session,src/labs/judge'
/** A mutant that never ends is noticed, too. Real milliseconds; a related run takes a tenth of it. */
const LONGEST_MS = 300_000

type Outcome = 'killed' | 'survived' | 'timed out'
interface Result {
  id: string
  file: string
  line: number
  what: string
  outcome: Outcome
}

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: ROOMS },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
  },
})

const read = (file: string): string => readFileSync(file, 'utf8')

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))

const sources = (): string[] =>
  values.files
    .split(',')
    .flatMap((path) => (path.endsWith('.ts') ? [path] : filesUnder(path)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .sort()

const idOf = (file: string, source: string, { start, by }: Mutant): string =>
  createHash('sha256')
    .update(JSON.stringify([file, source, start, by]))
    .digest('hex')
    .slice(0, 16)

/** The tests that import the file, in turn until one fails. */
function outcomeOf(file: string): Outcome {
  const args = [
    'related',
    file,
    '--run',
    '--project',
    'unit',
    '--project',
    'components',
    '--bail',
    '1',
  ]
  const { status, error } = spawnSync('node_modules/.bin/vitest', args, {
    stdio: 'ignore',
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  })
  if (error && 'code' in error && error.code === 'ETIMEDOUT') return 'timed out'
  if (error) throw error
  return status === 0 ? 'survived' : 'killed'
}

function tried(file: string, mutant: Mutant): Result {
  const source = read(file)
  const restore = () => writeFileSync(file, source)
  const leave = () => {
    restore()
    process.exit(130)
  }
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  try {
    writeFileSync(file, mutated(source, mutant))
    const line = source.slice(0, mutant.start).split('\n').length
    const { what } = mutant
    return { id: idOf(file, source, mutant), file, line, what, outcome: outcomeOf(file) }
  } finally {
    restore()
    process.off('SIGINT', leave)
    process.off('SIGTERM', leave)
  }
}

const told = ({ outcome, file, line, what }: Result): string =>
  `${outcome.padEnd(9)} ${file}:${line} ${what}`

function score(results: readonly Result[], all: number): void {
  const noticed = results.filter(({ outcome }) => outcome !== 'survived').length
  const percent = results.length === 0 ? 0 : Math.round((1000 * noticed) / results.length) / 10
  console.log(
    `\nScore ${percent} %: ${noticed} of ${results.length} mutants noticed, of ${all} in all.`,
  )
  for (const result of results) if (result.outcome === 'survived') console.log(told(result))
}

function main(): void {
  if (values.again) rmSync(RESULTS, { force: true })
  const lines = existsSync(RESULTS) ? read(RESULTS).trim().split('\n').filter(Boolean) : []
  const known = new Map(lines.map((line) => JSON.parse(line) as Result).map((r) => [r.id, r]))
  const deck = sources().flatMap((file) => {
    const source = read(file)
    return mutantsOf(file, source).map((mutant) => ({
      file,
      mutant,
      id: idOf(file, source, mutant),
    }))
  })
  const results = deck.flatMap(({ id }) => known.get(id) ?? [])
  const left = deck.filter(({ id }) => !known.has(id))
  const streams = { seed: Number(values.seed) }
  const end = Date.now() + Number(values.minutes) * 60_000
  while (left.length > 0 && Date.now() < end) {
    const [drawn] = left.splice(drawBelow(streams, 'mutants', left.length), 1)
    if (!drawn) break
    const result = tried(drawn.file, drawn.mutant)
    appendFileSync(RESULTS, `${JSON.stringify(result)}\n`)
    results.push(result)
    console.log(told(result))
  }
  score(results, deck.length)
}

main()
