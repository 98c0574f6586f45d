import type { Engine } from '../engine.ts'
import { loadChunk } from '../loading/load-chunk.ts'

/** Does what may take seconds in a worker where there are workers: in every browser, but not in tests. */
export async function inWorker<T>(
  there: (reader: typeof import('./lab-reader.ts')) => Promise<T>,
  here: (foreign: typeof import('./foreign.ts'), engine: Engine) => T,
): Promise<T> {
  if ('Worker' in globalThis) return there(await loadChunk(() => import('./lab-reader.ts')))
  const [foreign, { ENGINE }] = await loadChunk(() =>
    Promise.all([import('./foreign.ts'), import('../engine.ts')]),
  )
  return here(foreign, ENGINE)
}
