import type { Browser } from 'playwright-core'
import { type Measured, typed, withApp } from './app.ts'
import type { Row } from './table.ts'

const LINES = [
  'gnt-instance list',
  'gnt-node list',
  'gnt-instance info debianX | head -5',
  'gnt-job list | tail -3',
  'gnt-cluster getmaster',
  'hostname',
  'gnt-instance list -o name,pnode,snodes,status',
  'gnt-node modify -D yes nodeC',
  'gnt-node modify -D no nodeC',
  'cat /proc/drbd | head -4',
]

async function sizeOf({ devtools }: Measured): Promise<{ heap: number; nodes: number }> {
  // What one collection frees, the next can let go.
  for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  const { nodes } = await devtools.send('Memory.getDOMCounters')
  return { heap: usedSize / 1_000_000, nodes }
}

async function typeMany(app: Measured, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) await typed(app, LINES[i % LINES.length] ?? '')
}

/** How much the page grows between its 20th and its 200th command. */
export const measureMemory = (browser: Browser, url: string): Promise<Row[]> =>
  withApp(browser, url, async (app) => {
    await app.devtools.send('HeapProfiler.enable')
    await typeMany(app, 0, 20)
    const early = await sizeOf(app)
    await typeMany(app, 20, 200)
    const late = await sizeOf(app)
    return [
      { measure: 'JS heap after 20 commands', value: early.heap, unit: 'MB' },
      { measure: 'JS heap after 200 commands', value: late.heap, unit: 'MB' },
      { measure: 'DOM nodes after 20 commands', value: early.nodes, unit: '' },
      { measure: 'DOM nodes after 200 commands', value: late.nodes, unit: '' },
    ]
  })
