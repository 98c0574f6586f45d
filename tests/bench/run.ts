// Measures the built app and the engine, and prints a table. It judges nothing: machines differ.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { chromiumPath, launchArguments } from '../browser/support/chromium.ts'
import { serveBuild } from '../browser/support/serve.ts'
import { measureDoor, measureReplay } from './engine.ts'
import { measureGrowth } from './growth.ts'
import { measureInput } from './input.ts'
import { measureLoading } from './load.ts'
import { measureMemory } from './memory.ts'
import { measureSeek } from './seek.ts'
import { measureSync } from './sync.ts'
import { type Row, tableOf } from './table.ts'

if (!existsSync('dist/index.html')) await build({ logLevel: 'warn' })

const rows: Row[] = []
/** A measurement that fails is told, and the others go on. */
async function measure(name: string, how: () => Row[] | Promise<Row[]>): Promise<void> {
  console.error(`measuring ${name} …`)
  try {
    rows.push(...(await how()))
  } catch (problem) {
    rows.push({ measure: `${name}: not measured`, value: Number.NaN, unit: '' })
    console.error(problem)
  }
}

const server = await serveBuild()
const browser = await chromium.launch({ executablePath: chromiumPath(), args: launchArguments })
const page = [browser, server.url] as const
await measure('loading', () => measureLoading(...page))
await measure('input', () => measureInput(...page))
await measure('a resync', () => measureSync(...page))
await measure('seeking', () => measureSeek(...page))
await measure('memory', () => measureMemory(...page))
await browser.close()
await server.close()
await measure('long sessions', measureReplay)
await measure('the door', measureDoor)
await measure('growth', measureGrowth)
console.log(`\n${tableOf(rows)}`)
process.exit(0)
