/**
 * `npm run compare -- REF`: plays the same sittings on this tree and on the tree of a commit, and says
 * where output, exit status, seconds or pictures differ. A change of form must show no difference.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { type Sitting, sittings } from './sittings.ts'

const HERE = join(import.meta.dirname, '..', '..')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Plays only the sittings whose name matches. */
    only: { type: 'string', default: '' },
    /** Plays each n-th sitting. */
    every: { type: 'string', default: '1' },
    /** Compares plans, too; the names of their steps change with the form of an operation. */
    plans: { type: 'boolean', default: false },
    /** How many differences are printed whole. */
    show: { type: 'string', default: '5' },
  },
})

const chosen = sittings()
  .filter(({ name }) => new RegExp(values.only).test(name))
  .filter((_, at) => at % Number(values.every) === 0)

const isPlan = (request: object) => 'plan' in request

/** Sends every request to the door of a tree and yields its answers, in order. */
async function* answersOf(tree: string): AsyncIterable<string> {
  const door = spawn(join(HERE, 'node_modules/.bin/tsx'), [join(tree, 'src/door/main.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: tree,
  })
  door.stdin.end(
    chosen
      .flatMap(({ requests }) => requests)
      .map((request) => `${JSON.stringify(request)}\n`)
      .join(''),
  )
  yield* createInterface({ input: door.stdout })
}

interface Difference {
  sitting: Sitting
  request: object
  before: string
  after: string
}

async function compare(before: string, after: string): Promise<Difference[]> {
  const differences: Difference[] = []
  const [old, now] = [answersOf(before), answersOf(after)].map((answers) =>
    answers[Symbol.asyncIterator](),
  )
  for (const sitting of chosen) {
    let differs = false
    for (const request of sitting.requests) {
      const [was, is] = await Promise.all([old?.next(), now?.next()])
      if (was?.done || is?.done) throw new Error(`a door closed at: ${sitting.name}`)
      if (was?.value === is?.value || differs || (isPlan(request) && !values.plans)) continue
      differs = true
      differences.push({ sitting, request, before: String(was?.value), after: String(is?.value) })
    }
  }
  return differences
}

/** An answer for a reader: its text with real line breaks, then the rest of it. */
function shown(answer: string): string {
  const { output, diagram, stdout: _, stderr: __, ...rest } = JSON.parse(answer)
  return `${output ?? diagram ?? ''}\n${JSON.stringify(rest)}`
}

/** The lines that only one of two texts has. */
function changedLines(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const gone = old.filter((line) => !now.includes(line)).map((line) => `    - ${line}`)
  const come = now.filter((line) => !old.includes(line)).map((line) => `    + ${line}`)
  return [...gone, ...come].join('\n') || '    (the same lines in another order)'
}

const git = (...args: string[]) => {
  const { status, stderr } = spawnSync('git', ['-C', HERE, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

const ref = positionals[0] ?? 'HEAD'
const scratch = mkdtempSync(join(tmpdir(), 'ganeti-lab-compare-'))
const tree = join(scratch, 'tree')
try {
  git('worktree', 'add', '--detach', tree, ref)
  symlinkSync(join(HERE, 'node_modules'), join(tree, 'node_modules'), 'dir')
  const differences = await compare(tree, HERE)
  for (const { sitting, request, before, after } of differences.slice(0, Number(values.show)))
    console.log(
      `${sitting.name}\n  ${JSON.stringify(request)}\n${changedLines(shown(before), shown(after))}\n`,
    )
  const names = differences.slice(Number(values.show)).map(({ sitting }) => `  ${sitting.name}`)
  if (names.length > 0) console.log(`also different:\n${names.slice(0, 40).join('\n')}`)
  const commands = chosen.flatMap(({ requests }) => requests).filter((r) => 'on' in r).length
  console.log(
    `${chosen.length} sittings, ${commands} commands: ${differences.length} sittings differ from ${ref}`,
  )
  process.exitCode = differences.length === 0 ? 0 : 1
} finally {
  spawnSync('git', ['-C', HERE, 'worktree', 'remove', '--force', tree])
  rmSync(scratch, { recursive: true, force: true })
}
