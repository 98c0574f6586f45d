// Everything a change must pass, in order, up to the first failure. CI runs exactly this.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '..', 'node_modules', '.bin')
const scratch = mkdtempSync(join(tmpdir(), 'ganeti-lab-check-'))
const total = { passed: 0, failed: 0 }

/** Runs a locally installed command with the terminal's own output; gives its exit code. */
function run(command: string, args: readonly string[]): number {
  const shell = process.platform === 'win32'
  const done = spawnSync(join(bin, command), args, { stdio: 'inherit', shell })
  if (done.error) console.error(done.error.message)
  return done.status ?? 1
}

/** Runs vitest projects and adds their tests to the total. */
function tests(...projects: readonly string[]): number {
  const report = join(scratch, `${projects.join('-')}.json`)
  const chosen = projects.flatMap((name) => ['--project', name])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = run('vitest', ['run', ...chosen, ...reporters])
  try {
    const counted = JSON.parse(readFileSync(report, 'utf8'))
    total.passed += counted.numPassedTests
    total.failed += counted.numFailedTests
  } catch {
    console.error('vitest ended without a report')
    return code || 1
  }
  return code
}

const stages: readonly (readonly [name: string, run: () => number])[] = [
  ['types', () => run('tsc', ['-b'])],
  ['lint and format', () => run('biome', ['check', '--error-on-warnings', '.'])],
  ['house rules', () => tests('house')],
  ['tests', () => tests('unit', 'components')],
  ['dead code', () => run('knip', [])],
  ['production build', () => run('vite', ['build', '--logLevel', 'warn'])],
  ['browser tests', () => tests('browser')],
]

let exitCode = 0
for (const [name, stage] of stages) {
  const started = performance.now()
  console.log(`\n== ${name}`)
  exitCode = stage()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`== ${name}: ${exitCode === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (exitCode !== 0) break
}
rmSync(scratch, { recursive: true, force: true })

// A stage that is not a test, or a test file that does not load, counts as one failure.
if (exitCode !== 0 && total.failed === 0) total.failed = 1
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(exitCode)
