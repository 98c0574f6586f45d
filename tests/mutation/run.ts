// Mutation testing: changes the code in one place, and asks whether any test notices.
//   npm run mutation -- [--sample 200] [--seed 1] [--minutes 30] [--files src/sim/jobs,src/labs/judge] [--again]
// The seed draws the sample. One process runs the tests: each test only with the mutants that it runs into, each
// mutant only until a test notices it. What is found out is kept in tests/mutation/results.jsonl, so the next run
// goes on where this one stopped; files of code and of tests that have changed since begin again.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawBelow } from '../../src/lib/random.ts'
import { mutantsOf } from './operators.ts'
import { type Current, type Finding, PLAN, type Plan, type Sampled } from './switch.ts'

const RESULTS = 'tests/mutation/results.jsonl'
const ROOMS = 'src/sim,src/session,src/labs/judge'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: ROOMS },
    sample: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
  },
})

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))

const sources = (): string[] =>
  values.files
    .split(',')
    .flatMap((path) => (path.endsWith('.ts') ? [path] : filesUnder(path)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .sort()

const deckOf = (file: string): Omit<Sampled, 'number'>[] => {
  const source = readFileSync(file, 'utf8')
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 12)
  return mutantsOf(file, source).map(({ start, what }, index) => {
    const line = source.slice(0, start).split('\n').length
    return { id: `${file}:${hash}:${index}`, file, index, line, what }
  })
}

/** So many of the deck, as the seed draws them. */
function drawn(deck: Omit<Sampled, 'number'>[], many: number): Sampled[] {
  const streams = { seed: Number(values.seed) }
  const left = [...deck]
  return Array.from({ length: Math.min(many, deck.length) }).flatMap((_, number) => {
    const [mutant] = left.splice(drawBelow(streams, 'mutants', left.length), 1)
    return mutant ? [{ ...mutant, number }] : []
  })
}

const findings = (): Finding[] =>
  (existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Finding)

/** What the tests try now, as they wrote it down; "" between two mutants. */
function triedNow({ current }: Plan): string {
  try {
    return readFileSync(current, 'utf8')
  } catch {
    return ''
  }
}

/** Runs the tests until they end, or until a mutant takes too long: that one is noticed, and the others go on. */
async function runTests(plan: Plan, path: string): Promise<'over' | 'stopped'> {
  writeFileSync(path, JSON.stringify(plan))
  rmSync(plan.current, { force: true })
  const tests = spawn(
    'node_modules/.bin/vitest',
    ['run', '--config', 'tests/mutation/vitest.config.ts', '--reporter', 'dot'],
    {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, [PLAN]: path },
    },
  )
  const leave = () => {
    stop(tests)
    process.exit(130)
  }
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  let seen = ''
  let since = Date.now()
  const watch = setInterval(() => {
    const now = triedNow(plan)
    if (now !== seen) [seen, since] = [now, Date.now()]
    if (seen !== '' && Date.now() - since > (JSON.parse(seen) as Current).limitMs) stop(tests)
  }, 500)
  await new Promise((over) => tests.once('exit', over))
  clearInterval(watch)
  process.off('SIGINT', leave)
  process.off('SIGTERM', leave)
  const last = triedNow(plan)
  if (last === '') return 'over'
  const { id, tests: by } = JSON.parse(last) as Current
  const finding: Finding = { id, noticed: 'stopped', by }
  writeFileSync(RESULTS, `${JSON.stringify(finding)}\n`, { flag: 'a' })
  return 'stopped'
}

/** Ends the tests with all their processes. */
function stop({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
}

function report(sample: readonly Sampled[], all: number): void {
  const found = findings()
  const noticed = new Map(found.flatMap((one) => ('noticed' in one ? [[one.id, one]] : [])))
  const reached = new Set(found.flatMap((one) => ('passed' in one ? one.passed : [])))
  const killed = sample.filter(({ id }) => noticed.has(id))
  const stopped = killed.filter(({ id }) => noticed.get(id)?.noticed === 'stopped')
  const left = sample.filter(({ id }) => !noticed.has(id))
  const percent = (part: number) => Math.round((1000 * part) / Math.max(1, sample.length)) / 10
  const list = (title: string, some: readonly Sampled[]) => {
    console.log(`\n${title}: ${some.length}`)
    for (const { file, line, what } of some.toSorted((a, b) => (a.file < b.file ? -1 : 1)))
      console.log(`  ${file}:${line} ${what}`)
  }
  list(
    'Survived',
    left.filter(({ id }) => reached.has(id)),
  )
  list(
    'Reached by no test',
    left.filter(({ id }) => !reached.has(id)),
  )
  const failing = new Map(found.flatMap((one) => ('failing' in one ? [[one.tests, one]] : [])))
  for (const one of failing.values()) console.log(`Left out: ${one.tests}: ${one.failing}`)
  console.log(
    `\nScore ${percent(killed.length)} %: ${killed.length} of ${sample.length} mutants noticed ` +
      `(${stopped.length} by never ending), drawn with seed ${values.seed} from ${all}.`,
  )
}

if (values.again) rmSync(RESULTS, { force: true })
const deck = sources().flatMap(deckOf)
const sample = drawn(deck, Number(values.sample))
const folder = mkdtempSync(join(tmpdir(), 'mutation-'))
const until = Date.now() + Number(values.minutes) * 60_000
const plan: Plan = { mutants: sample, results: RESULTS, current: join(folder, 'current'), until }
try {
  while (Date.now() < until && (await runTests(plan, join(folder, 'plan.json'))) === 'stopped');
} finally {
  rmSync(folder, { recursive: true, force: true })
}
report(sample, deck.length)
if (Date.now() >= until)
  console.log(
    'NO SCORE YET: time is up before all tests have run. The same command goes on from here.',
  )
