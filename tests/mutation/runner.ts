import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { type File, startTests, type Test } from '@vitest/runner'
import { TestRunner } from 'vitest'
import { type Current, type Finding, KEEPS, PLAN, type Plan } from './switch.ts'

/**
 * Runs a file of tests as usual and notes which mutants each test runs into; then again for each of these, with the
 * mutant switched on and only the tests that run into it, until one fails. The code stays loaded all the while.
 */

const plan = JSON.parse(readFileSync(process.env[PLAN] ?? '', 'utf8')) as Plan
const keeps = (path: string): boolean => KEEPS.test(relative(process.cwd(), path))
const LEAST_MS = 30_000

/** How often each mutant's place was reached. */
const reached = new Float64Array(plan.mutants.length)
let on = -1
/** A mutant that keeps a loop going ends by this. */
let most = Number.POSITIVE_INFINITY

Object.assign(globalThis, {
  mutant(number: number): boolean {
    const times = (reached[number] ?? 0) + 1
    reached[number] = times
    if (number !== on) return false
    if (times > most) throw new Error('a mutant that does not end')
    return true
  },
})

const tell = (finding: Finding) => appendFileSync(plan.results, `${JSON.stringify(finding)}\n`)

interface Known {
  noticed: Set<string>
  /** By file of tests and its hash. */
  passed: Map<string, Set<string>>
}

/** What earlier runs, and files of tests before this one, have found out. */
function known(): Known {
  const lines = existsSync(plan.results) ? readFileSync(plan.results, 'utf8').split('\n') : []
  const findings = lines.filter(Boolean).map((line) => JSON.parse(line) as Finding)
  return {
    noticed: new Set(findings.flatMap((one) => ('noticed' in one ? [one.id] : []))),
    passed: new Map(
      findings.flatMap((one) =>
        'passed' in one ? [[`${one.tests} ${one.hash}`, new Set(one.passed)] as const] : [],
      ),
    ),
  }
}

/** Which mutants a test, or the file outside its tests, has reached. */
type Reach = Map<string, Set<number>>
const OUTSIDE = ''

export default class MutationRunner extends TestRunner {
  private readonly reach: Reach = new Map()
  private readonly spent = new Map<string, number>()
  private before = new Float64Array(0)
  private began = 0

  /** Notes what was reached since the last look, as a test's or as no one's. */
  private note(whose: string): void {
    const numbers = this.reach.get(whose) ?? new Set<number>()
    for (const [number, times] of reached.entries())
      if (times > (this.before[number] ?? 0)) numbers.add(number)
    this.reach.set(whose, numbers)
    this.before = reached.slice()
  }

  override onCollectStart(file: File): void {
    this.reach.clear()
    this.before = reached.slice()
    if (keeps(file.filepath)) forget(modulesOf(this))
    super.onCollectStart(file)
  }

  override async onBeforeRunTask(test: Test): Promise<void> {
    await super.onBeforeRunTask(test)
    this.note(OUTSIDE)
    this.began = performance.now()
  }

  override onAfterRunTask(test: Test): void {
    super.onAfterRunTask(test)
    this.note(test.id)
    this.spent.set(test.id, performance.now() - this.began)
  }

  override async onAfterRunFiles(files: readonly File[] = []): Promise<void> {
    super.onAfterRunFiles()
    for (const file of files) await this.tryMutants(file)
  }

  private async tryMutants(file: File): Promise<void> {
    const tests = relative(process.cwd(), file.filepath)
    if (Date.now() > plan.until) return
    if (file.result?.state === 'fail') return tell({ tests, failing: firstFailure(file) })
    const hash = createHash('sha256').update(readFileSync(file.filepath)).digest('hex').slice(0, 12)
    const { noticed, passed } = known()
    const done = passed.get(`${tests} ${hash}`) ?? new Set()
    const usual = reached.slice()
    const survived = [...done]
    for (const { id, number } of plan.mutants) {
      const covering = [...this.reach].flatMap(([test, numbers]) =>
        numbers.has(number) ? [test] : [],
      )
      if (noticed.has(id) || done.has(id) || covering.length === 0) continue
      if (Date.now() > plan.until) return
      const spent = covering.reduce((sum, test) => sum + (this.spent.get(test) ?? 0), 0)
      const current: Current = { id, tests, limitMs: LEAST_MS + 3 * spent }
      writeFileSync(plan.current, JSON.stringify(current))
      on = number
      reached[number] = 0
      most = 1000 + 100 * (usual[number] ?? 0)
      const by = await this.failureOf(file.filepath, covering)
      on = -1
      rmSync(plan.current, { force: true })
      if (by !== null) tell({ id, noticed: 'killed', by: `${tests}: ${by}` })
      else if ((reached[number] ?? 0) > 0) survived.push(id)
    }
    tell({ tests, hash, passed: survived })
  }

  /** The first test that fails with what is switched on; null: none. */
  private async failureOf(path: string, covering: readonly string[]): Promise<string | null> {
    const whole = covering.includes(OUTSIDE)
    let failed = false
    const modules = modulesOf(this)
    const again: TestRunner = Object.assign(Object.create(this), {
      importFile: (file: string) => {
        const node = modules.getModuleById(file)
        if (node) modules.invalidateModule(node)
        return TestRunner.prototype.importFile.call(this, file, 'collect')
      },
      onBeforeRunTask: async (test: Test) => {
        if (failed || !(whole || covering.includes(test.id))) test.mode = 'skip'
        await TestRunner.prototype.onBeforeRunTask.call(this, test)
      },
      onAfterRunTask: (test: Test) => {
        TestRunner.prototype.onAfterRunTask.call(this, test)
        failed ||= test.result?.state === 'fail'
      },
      onCollectStart: (file: File) => TestRunner.prototype.onCollectStart.call(this, file),
      onCollected: () => undefined,
      onAfterRunFiles: () => TestRunner.prototype.onAfterRunFiles.call(this),
      onTaskUpdate: () => Promise.resolve(),
      onCleanupWorkerContext: undefined,
    })
    if (keeps(path)) forget(modules)
    const [file] = await startTests([path], again)
    if (keeps(path)) forget(modules)
    return file?.result?.state === 'fail' ? firstFailure(file) : null
  }
}

/** What vitest keeps of the modules that it has loaded. */
interface Modules {
  idToModuleMap: Map<string, object>
  getModuleById: (id: string) => object | undefined
  invalidateModule: (module: object) => void
}

const modulesOf = (runner: object): Modules =>
  (runner as { workerState: { evaluatedModules: Modules } }).workerState.evaluatedModules

/** Lets every module of the project be loaded again. */
function forget(modules: Modules): void {
  for (const [id, node] of modules.idToModuleMap)
    if (/\/(src|tests)\//.test(id) && !id.includes('node_modules')) modules.invalidateModule(node)
}

function firstFailure(file: File): string {
  const failing = (task: File['tasks'][number]): Test[] =>
    task.type === 'suite'
      ? task.tasks.flatMap(failing)
      : task.result?.state === 'fail'
        ? [task]
        : []
  const [test] = file.tasks.flatMap(failing)
  const error = test?.result?.errors?.[0] ?? file.result?.errors?.[0]
  return `${test?.name ?? 'the file'}: ${error?.message.split('\n')[0] ?? ''}`.slice(0, 200)
}
