import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { sitting } from '../support/driver.ts'
import { LINES } from './lines.ts'
import type { Row } from './table.ts'

const DOOR_COMMANDS = 100

/** Replays, undo and seek, with the engine built as the page has it, in a process of its own: its code is cold. */
export async function measureReplay(): Promise<Row[]> {
  const outDir = mkdtempSync(join(tmpdir(), 'ganeti-lab-bench-'))
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        ssr: 'tests/bench/replay.ts',
        outDir,
        emptyOutDir: true,
        target: 'es2022',
        minify: true,
        rolldownOptions: {
          output: { entryFileNames: 'replay.mjs', chunkFileNames: '[name]-[hash].mjs' },
        },
      },
      ssr: { noExternal: true },
    })
    const printed = execFileSync(process.execPath, [join(outDir, 'replay.mjs')], {
      encoding: 'utf8',
    })
    return JSON.parse(printed) as Row[]
  } finally {
    rmSync(outDir, { recursive: true })
  }
}

/** The headless door. */
export function measureDoor(): Row[] {
  const { on } = sitting()
  const start = performance.now()
  for (let i = 0; i < DOOR_COMMANDS; i++) on('nodeA', LINES[i % LINES.length] ?? '')
  return [
    { measure: `door: ${DOOR_COMMANDS} commands`, value: performance.now() - start, unit: 'ms' },
  ]
}
