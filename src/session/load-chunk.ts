import { messageOf } from '../lib/message.ts'
/** Real milliseconds before a chunk that did not arrive is requested again. */
export const RETRY_MS = 700

/** A chunk of the page's code could not be loaded in two attempts. */
export class ChunkLoadError extends Error {
  override name = 'ChunkLoadError'
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
    return load().catch((problem: unknown) => {
      throw new ChunkLoadError(messageOf(problem))
    })
  }
}
