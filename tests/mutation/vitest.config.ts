import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vitest/config'
import { labFiles } from '../../.ci/lab-files.ts'
import { mutantsOf, withSwitches } from './operators.ts'
import { KEEPS, PLAN, type Plan } from './switch.ts'

const { mutants } = JSON.parse(readFileSync(process.env[PLAN] ?? '', 'utf8')) as Plan

/** Puts the mutants of the plan into the code, each behind its switch. */
const switches: Plugin = {
  name: 'mutants',
  enforce: 'pre',
  transform(source, id) {
    const path = relative(process.cwd(), id)
    const here = mutants.filter(({ file }) => file === path)
    if (here.length === 0) return null
    const all = mutantsOf(path, source)
    const chosen = here
      .flatMap(({ index, number }) => {
        const mutant = all[index]
        return mutant ? [{ ...mutant, number, index }] : []
      })
      .sort((a, b) => a.index - b.index)
    return { code: withSwitches(source, chosen), map: null }
  },
}

/** The slowest come last, and before them those that load the code again: by then most mutants have been noticed. */
const turnOf = (path: string): number =>
  /\/tests\/laws\/|hostile/.test(path) ? 2 : Number(KEEPS.test(relative(process.cwd(), path)))

export default defineConfig({
  root: process.cwd(),
  plugins: [switches, labFiles()],
  test: {
    testTimeout: 120_000,
    runner: 'tests/mutation/runner.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/{house,browser,mutation,bench,ci}/**'],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'components',
          environment: 'jsdom',
          include: ['tests/**/*.test.tsx'],
          setupFiles: ['tests/setup-components.ts'],
        },
      },
    ],
    fileParallelism: false,
    update: false,
    sequence: {
      sequencer: class {
        shard = <T>(files: T): T => files
        sort<T extends { moduleId: string }>(files: T[]): T[] {
          return files.toSorted((a, b) => turnOf(a.moduleId) - turnOf(b.moduleId))
        }
      },
    },
  },
})
