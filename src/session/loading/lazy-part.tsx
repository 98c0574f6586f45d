import { type ComponentType, lazy, useState } from 'react'
import { loadChunk } from './load-chunk.ts'

/** How every lazy part is loaded, in the order of declaration. */
const loaders = new Set<() => Promise<unknown>>()
/** Forgets one failed attempt each, so that the next render tries again. */
const failures = new Set<() => void>()

/**
 * A component whose code is loaded when it is first shown. Unlike `React.lazy` it can be loaded ahead
 * (`preloadParts`), and tried again after a failure (`retryFailedParts`). It suspends while it loads, and throws
 * `ChunkLoadError` when it cannot be loaded.
 */
export function lazyPart<P extends object>(
  importPart: () => Promise<{ default: ComponentType<P> }>,
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined
  let loading: Promise<{ default: ComponentType<P> }> | undefined
  const load = (): Promise<{ default: ComponentType<P> }> => {
    loading ??= loadChunk(importPart).then(
      (module) => {
        loaded = module.default
        return module
      },
      (problem: unknown) => {
        failures.add(() => {
          loading = undefined
          Lazy = lazy(load)
        })
        throw problem
      },
    )
    return loading
  }
  let Lazy = lazy(load)
  loaders.add(load)
  // biome-ignore lint/correctness/noComponentHookFactories: called at module level only, as React.lazy is
  return function LazyPart(props: P) {
    // Chosen once: a part that changed its type while it is shown would lose its state.
    const [Part] = useState<ComponentType<P>>(() => loaded ?? Lazy)
    return <Part {...props} />
  }
}

/** Parts that failed to load are loaded again when they are shown next. */
export function retryFailedParts(): void {
  for (const forget of failures) forget()
  failures.clear()
}

/** Loads every lazy part ahead. Resolves when each has arrived or failed. */
export async function preloadParts(): Promise<void> {
  await Promise.allSettled([...loaders].map((load) => load()))
  // Opening a part tries again, and shows what went wrong.
  retryFailedParts()
}
