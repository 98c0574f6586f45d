import type { Browser, Page } from 'playwright-core'

interface TraceEvent {
  name: string
  pid: number
  tid: number
  /** Microseconds: of the wall clock, and of the processor where that is known. */
  dur?: number
  tdur?: number
  args: { name?: string }
}

/**
 * The longest tasks of the page's main thread, longest first, in milliseconds of the processor: the wall clock counts
 * what other programs do.
 */
function tasksIn(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const mains = new Set(
    traceEvents
      .filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain')
      .map((e) => `${e.pid}/${e.tid}`),
  )
  return traceEvents
    .filter((e) => e.name === 'RunTask' && mains.has(`${e.pid}/${e.tid}`))
    .map((e) => (e.tdur ?? e.dur ?? 0) / 1000)
    .sort((a, b) => b - a)
}

/** The longest tasks while something is done. */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<number[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] })
  await work()
  return tasksIn(await browser.stopTracing())
}

/** Opens a session from a file, as a person does. */
export async function openFile(page: Page, session: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({
    name: 'session.json',
    mimeType: 'application/json',
    buffer: Buffer.from(session),
  })
  await page.getByText('The session from the file is open.').waitFor()
}
