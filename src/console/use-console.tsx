import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { loadChunk } from '../session/loading/load-chunk.ts'
import { useApp } from '../session/store.ts'
import { takeEarlyKeys } from './input/early-keys.ts'
import { usesTouch } from './input/touch.ts'
import { themeNow } from './output/theme.ts'
import type { RunningConsole } from './run-console.ts'

interface ConsoleOptions {
  node: string
  dark: boolean
  /** How the keyboard leaves it: Tab is a key of the console. */
  leave: 'Escape, then Tab' | 'Escape'
  /** The id of an element that says so. */
  describedBy: string
  /** It shows what another window types, and takes no keys. */
  follows?: boolean
  /** Whether it takes the keyboard as soon as it is there. */
  eager?: boolean
  onSearch?: () => void
}

/** The terminal measures its letters once, so they come first; a font that fails is no reason to wait. */
const letters = (): Promise<unknown> =>
  document.fonts?.load('500 13px "JetBrains Mono Variable"').catch(() => []) ?? Promise.resolve()

const loadConsole = () => loadChunk(() => import('./run-console.ts'))
type Loaded = Awaited<ReturnType<typeof loadConsole>>

/**
 * Keeps one running console in an element: the right node, size, colours and focus. The terminal emulator is loaded
 * on its own; `open` says whether it is there. Throws `ChunkLoadError` while rendering when it cannot be loaded.
 */
export function useConsole(options: ConsoleOptions) {
  const { node, dark, leave, eager = false } = options
  const holder = useRef<HTMLDivElement>(null)
  const running = useRef<RunningConsole | null>(null)
  const [open, setOpen] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const start = useEffectEvent((element: HTMLElement, { runConsole }: Loaded): RunningConsole => {
    const made = runConsole(element, node, { follows: options.follows ?? false })
    made.screen.terminal.textarea?.setAttribute('aria-describedby', options.describedBy)
    return made
  })
  const search = useEffectEvent(() => options.onSearch?.())
  useEffect(() => {
    const element = holder.current
    if (!element) return
    let close = (): void => undefined
    let closed = false
    Promise.all([loadConsole(), letters()]).then(([loaded]) => {
      if (closed) return
      const made = start(element, loaded)
      running.current = made
      const ignore = watchKeys(made, leave, () => search())
      const sizes = new ResizeObserver(() => made.fit())
      sizes.observe(element)
      close = () => {
        sizes.disconnect()
        ignore()
        made.dispose()
        running.current = null
      }
      setOpen(true)
    }, setFailure)
    return () => {
      closed = true
      close()
      setOpen(false)
    }
  }, [leave])
  const shown = useRef(node)
  useEffect(() => {
    if (shown.current !== node) running.current?.show(node)
    shown.current = node
  }, [node])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the page, which `dark` changes
  useEffect(() => {
    running.current?.screen.setTheme(themeNow())
  }, [dark, open])
  const wanted = useApp((state) => state.focusConsole)
  const had = useRef(wanted)
  useEffect(() => {
    if (!eager) takeEarlyKeys()
    if (!open) return
    if ((eager && had.current === wanted) || (had.current !== wanted && !usesTouch()))
      running.current?.focus()
    had.current = wanted
    // A console that is out of sight gets no focus, and was not meant.
    const early = takeEarlyKeys()
    if (holder.current?.contains(document.activeElement))
      for (const data of early) running.current?.press(data)
  }, [wanted, eager, open])
  if (failure !== null) throw failure
  return { holder, running, open }
}

/** What a person does between Escape and Tab, other than pressing a key: then that Tab is one of the console. */
const BETWEEN = ['pointerdown', 'paste', 'beforeinput', 'focusout'] as const

/** Keys that are no input of the shell: leaving, copying what is marked, finding. Returns a function that stops. */
function watchKeys(
  { screen: { terminal } }: RunningConsole,
  leave: ConsoleOptions['leave'],
  onSearch: () => void,
): () => void {
  let leaving = false
  const stay = () => {
    leaving = false
  }
  for (const what of BETWEEN) document.addEventListener(what, stay, true)
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true
    const ctrl = event.ctrlKey || event.metaKey
    const key = event.key.toLowerCase()
    if (ctrl && event.shiftKey && key === 'f') {
      event.preventDefault()
      onSearch()
      return false
    }
    const copies =
      ctrl && key === 'c' && (event.shiftKey || event.metaKey || terminal.hasSelection())
    if (copies) {
      event.preventDefault()
      void navigator.clipboard?.writeText(terminal.getSelection())
      terminal.clearSelection()
      return false
    }
    if (ctrl && key === 'v') return false
    if (event.key === 'Escape' && leave === 'Escape') terminal.blur()
    if (event.key === 'Tab' && leaving) {
      leaving = false
      return false
    }
    if (event.key !== 'Shift') leaving = event.key === 'Escape'
    return true
  })
  return () => {
    for (const what of BETWEEN) document.removeEventListener(what, stay, true)
  }
}
