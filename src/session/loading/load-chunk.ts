import { messageOf } from '../../lib/text/message.ts'
/** Real milliseconds before a chunk that did not arrive is requested again. */
export const RETRY_MS = 700

/** A chunk of the page's code could not be loaded in two attempts. */
export class ChunkLoadError extends Error {
  override name = 'ChunkLoadError'
  /**
   * Whether only a reload can help: the server has the file now, and the browser repeats its failure without asking
   * again. Firefox remembers a failed import for as long as the page lives.
   */
  readonly needsReload: boolean

  constructor(message: string, needsReload = false) {
    super(message)
    this.needsReload = needsReload
  }
}

/**
 * Imports a chunk of the page's code and retries once, because a connection may drop for a moment. Rejects with
 * `ChunkLoadError` if the chunk does not arrive: the server is gone, or a newer version has replaced the file. Use this
 * or `lazyPart` for every `import()` of the page.
 */
export async function loadChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch {
    await new Promise((over) => setTimeout(over, RETRY_MS))
    return load().catch(async (problem: unknown) => {
      const message = messageOf(problem)
      throw new ChunkLoadError(message, await isServed(message))
    })
  }
}

/** Whether the server has the file that a failed import names. False where the browser names none. */
async function isServed(message: string): Promise<boolean> {
  const url = /https?:\/\/\S+/.exec(message)?.[0]
  if (url === undefined) return false
  return fetch(url, { cache: 'no-cache' }).then(
    ({ ok }) => ok,
    () => false,
  )
}
