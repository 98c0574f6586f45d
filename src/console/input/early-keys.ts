/** Keys that are pressed while the page is there and its console is not yet. */
interface EarlyKeys {
  /** Ends the collection. Returns them as a terminal sends them. */
  end: () => string[]
}

declare global {
  interface Window {
    earlyKeys?: EarlyKeys
  }
}

/**
 * Keeps the keys that nothing else takes for the console, which shows its prompt before it can read. Runs in the page
 * before anything is painted, so it uses nothing from outside.
 */
export function collectEarlyKeys(): void {
  let pressed: string[] = []
  const named = new Map([
    ['Enter', '\r'],
    ['Tab', '\t'],
    ['Backspace', '\x7f'],
    ['ArrowUp', '\x1b[A'],
  ])
  const take = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey, shiftKey, isComposing, target } = event
    // Before there is a body, keys go to the root.
    const toPage = target === document.body || target === document.documentElement
    if (ctrlKey || altKey || metaKey || isComposing || !toPage) return
    if (shiftKey && key === 'Tab') return
    const data = [...key].length === 1 ? key : named.get(key)
    if (data === undefined) return
    event.preventDefault()
    event.stopImmediatePropagation()
    pressed.push(data)
  }
  const end = (): string[] => {
    window.removeEventListener('keydown', take, true)
    const all = pressed
    pressed = []
    return all
  }
  window.addEventListener('keydown', take, true)
  window.earlyKeys = { end }
}

/** The keys pressed until now. From now on keys go where the focus is; a second call finds none. */
export const takeEarlyKeys = (): string[] => window.earlyKeys?.end() ?? []
