/** Real milliseconds before a chunk that did not arrive is asked for again. */
const RETRY_MS = 700

/** A chunk of the page's own code that could not be fetched, twice. */
export class ChunkLoadError extends Error {
  override name = 'ChunkLoadError'
}

/**
 * Imports a chunk of the page's own code, and tries once more where that fails: a connection may drop for a moment.
 * Rejects with `ChunkLoadError` when it does not arrive: the server is gone, or a newer version has replaced the file.
 * Every `import()` of the page stands in here or in `lazyPart`.
 */
export async function loadChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch {
    await new Promise((over) => setTimeout(over, RETRY_MS))
    return load().catch((problem: unknown) => {
      throw new ChunkLoadError(problem instanceof Error ? problem.message : String(problem))
    })
  }
}
