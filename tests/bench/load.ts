import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession } from 'playwright-core'
import { build, preview } from 'vite'
import { median, type Row } from './table.ts'

const VISITS = 5
/** How long after the prompt the page is still watched for long tasks and for shifts, in milliseconds. */
const WATCHED_MS = 1500

/** What one visit with an empty cache found, in milliseconds since the navigation began; shifts have no unit. */
interface Visit {
  painted: number
  ready: number
  longestTask: number
  shift: number
}

/** A line and a machine: as they are, or 2 Mbit/s with 20 ms of latency and a processor four times slower. */
interface Conditions {
  name: string
  apply: (devtools: CDPSession) => Promise<unknown>
}

const idle: Conditions = { name: 'idle', apply: () => Promise.resolve() }
const throttled: Conditions = {
  name: 'CPU 4x slower, 2 Mbit/s',
  apply: async (devtools) => {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 20,
      downloadThroughput: 2_000_000 / 8,
      uploadThroughput: 2_000_000 / 8,
    })
  },
}

/** Runs in the page before it does: notes when a prompt is on the screen of a terminal, long tasks and shifts. */
function watchLoading(): void {
  const found = { ready: 0, longestTask: 0, shift: 0 }
  Object.assign(window, { loading: found })
  const look = (): void => {
    if (found.ready === 0 && document.querySelector('.xterm-rows')?.textContent?.includes(':~#'))
      found.ready = performance.now()
  }
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
  })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      found.longestTask = Math.max(found.longestTask, duration)
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      found.shift += (entry as unknown as { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })
}

async function visit(browser: Browser, url: string, conditions: Conditions): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  // The build calls its functions by names that a script sent to the page does not have.
  await page.addInitScript('globalThis.__name = (what) => what')
  await page.addInitScript(watchLoading)
  await conditions.apply(await context.newCDPSession(page))
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(() => (window as unknown as { loading: Visit }).loading.ready > 0)
  await page.waitForTimeout(WATCHED_MS)
  const found = await page.evaluate(() => ({
    ...(window as unknown as { loading: Visit }).loading,
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  }))
  await context.close()
  return found
}

/** A page that only mounts React and opens xterm.js, built and served as the app is. */
async function serveFloor(): Promise<{ url: string; close: () => Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), 'ganeti-lab-floor-'))
  const root = join(import.meta.dirname, 'floor')
  await build({ root, configFile: false, logLevel: 'warn', base: './', build: { outDir } })
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { outDir },
    preview: { port: 4190, strictPort: false },
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The floor page has no address.')
  return {
    url,
    close: async () => {
      await server.close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}

/** How soon the page is painted and its console ready, in turn with the floor page, in the same run. */
export async function measureLoading(browser: Browser, url: string): Promise<Row[]> {
  const floor = await serveFloor()
  const rows: Row[] = []
  try {
    for (const conditions of [idle, throttled]) {
      const ours: Visit[] = []
      const floors: Visit[] = []
      for (let i = 0; i < VISITS; i++) {
        ours.push(await visit(browser, url, conditions))
        floors.push(await visit(browser, floor.url, conditions))
      }
      rows.push(...rowsOf(conditions, ours, floors))
    }
  } finally {
    await floor.close()
  }
  return rows
}

function rowsOf({ name }: Conditions, ours: readonly Visit[], floors: readonly Visit[]): Row[] {
  const at = (visits: readonly Visit[], what: keyof Visit) => median(visits.map((v) => v[what]))
  const painted = at(ours, 'painted')
  const ready = at(ours, 'ready')
  const floorPainted = at(floors, 'painted')
  const floorReady = at(floors, 'ready')
  const slow = name !== idle.name
  return [
    {
      measure: `first paint, ${name}`,
      value: painted,
      unit: 'ms',
      ...(slow ? { target: 756 } : {}),
    },
    { measure: `first paint of the floor page, ${name}`, value: floorPainted, unit: 'ms' },
    {
      measure: `first paint / floor's, ${name}`,
      value: painted / floorPainted,
      unit: '',
      target: 0.6,
    },
    {
      measure: `console ready, ${name}`,
      value: ready,
      unit: 'ms',
      ...(slow ? { target: 1800 } : {}),
    },
    { measure: `prompt of the floor page, ${name}`, value: floorReady, unit: 'ms' },
    {
      measure: `console ready / floor's, ${name}`,
      value: ready / floorReady,
      unit: '',
      target: 1.25,
    },
    {
      measure: `longest task while loading, ${name}`,
      value: at(ours, 'longestTask'),
      unit: 'ms',
      ...(slow ? {} : { target: 50 }),
    },
    {
      measure: `layout shift while loading, ${name}`,
      value: at(ours, 'shift'),
      unit: '',
      target: 0.001,
    },
  ]
}
