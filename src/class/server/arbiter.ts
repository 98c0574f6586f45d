import { Worker } from 'node:worker_threads'
import type { Entry } from '../log/entry.ts'
import type { Snapshot } from '../log/snapshot.ts'

/** Plays the logs beside the server, and compares what came of them with what pages say came of them. */
export interface Arbiter {
  /** Resolves to the World up to an entry, where a page has another one; null where it has the same, or none is known. */
  compare: (group: string, n: number, digest: string) => Promise<unknown>
  /** Resolves to what came of a log up to an entry; null where that is not known. */
  snapshot: (group: string, n: number) => Promise<Snapshot | null>
  close: () => Promise<void>
}

/** To the worker: a digest to compare, or the wish for a snapshot; with the entries that it has not had. */
export interface ArbiterRequest {
  request: number
  group: string
  wants: { is: 'comparison'; n: number; digest: string } | { is: 'snapshot'; n: number }
  /** With the first request of a group: what came of its log before the entries, where that was kept. */
  kept: Snapshot | null
  entries: Entry[]
}

/** From the worker: the World where a digest differs, the snapshot, or null. */
export interface ArbiterAnswer {
  request: number
  result: unknown
}

/** What the arbiter reads and keeps. */
export interface ArbiterLogs {
  /** The entries of a group after a number. */
  read: (group: string, after: number) => Promise<Entry[]>
  /** What was kept of a group by a server before this one; null: nothing. */
  kept?: (group: string) => Promise<Snapshot | null>
  keep?: (group: string, snapshot: Snapshot) => Promise<void>
}

/** So many entries later, what came of a log is kept again: after a start no more than these are played. */
const KEEP_EVERY = 60

/** A thread of its own does not read TypeScript by itself, as the program does. */
const BOOT = `import('tsx/esm/api').then(({ register }) => {
  register()
  return import(require('node:worker_threads').workerData)
})`

/**
 * Starts the arbiter in a thread of its own: serving never waits for it. A thread that fails is not started again; then
 * nothing is compared.
 */
export function startArbiter({ read, kept, keep }: ArbiterLogs): Arbiter {
  const worker = new Worker(BOOT, {
    eval: true,
    // Young objects are few; without a limit they take 80 MB more.
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 192 },
    workerData: new URL('./arbiter-worker.ts', import.meta.url).href,
  })
  worker.unref()
  const waiting = new Map<number, (result: unknown) => void>()
  const had = new Map<string, number>()
  const keptAt = new Map<string, number>()
  let requests = 0
  let failed = false
  const end = (): void => {
    failed = true
    for (const done of waiting.values()) done(null)
    waiting.clear()
  }
  worker.on('message', ({ request, result }: ArbiterAnswer) => {
    waiting.get(request)?.(result)
    waiting.delete(request)
  })
  worker.on('error', (problem) => {
    console.error(`The pages are not compared any more: ${problem.message}`)
    end()
  })
  // Entries reach the worker in order, whoever asks.
  let line: Promise<unknown> = Promise.resolve()
  const send = async (
    group: string,
    wants: ArbiterRequest['wants'],
  ): Promise<Promise<unknown>[]> => {
    const before = had.has(group) ? null : ((await kept?.(group).catch(() => null)) ?? null)
    if (before) keptAt.set(group, before.n)
    const after = had.get(group) ?? before?.n ?? 0
    const entries = wants.n > after ? await read(group, after) : []
    had.set(group, entries.at(-1)?.n ?? after)
    requests += 1
    const request = requests
    const answer = new Promise<unknown>((done) => waiting.set(request, done))
    if (failed) end()
    else
      worker.postMessage({ request, group, wants, kept: before, entries } satisfies ArbiterRequest)
    // In a list, so that the line does not wait for the answer.
    return [answer]
  }
  const ask = async (group: string, wants: ArbiterRequest['wants']): Promise<unknown> => {
    const asked = line.then(() => send(group, wants))
    line = asked.catch(() => undefined)
    const [answer] = await asked
    return answer
  }
  const snapshot = async (group: string, n: number): Promise<Snapshot | null> => {
    const found = (await ask(group, { is: 'snapshot', n })) as Snapshot | null
    if (found && found.n >= (keptAt.get(group) ?? 0) + KEEP_EVERY) {
      keptAt.set(group, found.n)
      await keep?.(group, found).catch(() => undefined)
    }
    return found
  }
  return {
    compare: async (group, n, digest) => {
      const answer = await ask(group, { is: 'comparison', n, digest })
      if (n >= (keptAt.get(group) ?? 0) + KEEP_EVERY) await snapshot(group, n)
      return answer
    },
    snapshot,
    close: async () => {
      end()
      await worker.terminate()
    },
  }
}
