import '@xterm/xterm/css/xterm.css'
import './console.css'
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react'
import { newestConfig } from '../session/recording.ts'
import { useSession } from '../session/store.ts'
import { DeadScreen } from './DeadScreen.tsx'
import { type RunningConsole, runConsole } from './run-console.ts'
import { themeNow } from './theme.ts'

const SearchBar = lazy(() => import('./SearchBar.tsx'))

const short = (node: string): string => node.split('.')[0] ?? node

/** The consoles of all nodes: a tab each, one screen. */
export function Consoles({ fontSize = 13.5, dark }: { fontSize?: number; dark: boolean }) {
  const node = useSession((lab) => lab.terminal)
  const [searching, setSearching] = useState(false)
  const { holder, running } = useConsole(node, fontSize, dark, () => setSearching(true))
  const off = useSession((lab) => lab.session.world.machines[node]?.power.is !== 'on')
  return (
    <section className="consoles" aria-label="Consoles">
      <Tabs />
      <div
        className={off ? 'console is-off' : 'console'}
        role="tabpanel"
        id="console"
        aria-labelledby={`tab-${node}`}
      >
        <div className="console-screen" ref={holder} />
        {off && <DeadScreen node={node} />}
        {searching && running.current && (
          <Suspense>
            <SearchBar
              terminal={running.current.screen.terminal}
              onClose={() => {
                setSearching(false)
                running.current?.focus()
              }}
            />
          </Suspense>
        )}
      </div>
    </section>
  )
}

/** Keeps one running console in an element: the right node, size, colours and focus. */
function useConsole(node: string, fontSize: number, dark: boolean, onSearch: () => void) {
  const holder = useRef<HTMLDivElement>(null)
  const running = useRef<RunningConsole | null>(null)
  const search = useRef(onSearch)
  search.current = onSearch
  const first = useRef({ node, fontSize })
  useEffect(() => {
    const element = holder.current
    if (!element) return
    const made = runConsole(element, first.current.node, first.current.fontSize)
    running.current = made
    leaveByKeys(made, () => search.current())
    const sizes = new ResizeObserver(() => made.fit())
    sizes.observe(element)
    return () => {
      sizes.disconnect()
      made.dispose()
      running.current = null
    }
  }, [])
  useEffect(() => {
    if (first.current.node === node) return
    first.current = { ...first.current, node }
    running.current?.show(node)
  }, [node])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the page, which `dark` changes
  useEffect(() => running.current?.screen.setTheme(themeNow()), [dark])
  const wanted = useSession((lab) => lab.focusConsole)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new wish moves the focus
  useEffect(() => running.current?.focus(), [wanted])
  return { holder, running }
}

/** Esc, then Tab leaves the console; Ctrl-C copies where something is marked; Ctrl-Shift-F searches. */
function leaveByKeys({ screen: { terminal } }: RunningConsole, onSearch: () => void): void {
  let leaving = false
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
    if (event.key === 'Tab' && leaving) {
      leaving = false
      return false
    }
    if (event.key !== 'Shift') leaving = event.key === 'Escape'
    return true
  })
}

function Tabs() {
  const names = useSession((lab) => Object.keys(lab.session.world.machines).join(' ')).split(' ')
  const front = useSession((lab) => lab.terminal)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = names[(names.indexOf(front) + step + names.length) % names.length]
    if (next === undefined) return
    useSession.setState({ terminal: next })
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div className="console-tabs" role="tablist" aria-label="Nodes" onKeyDown={move}>
      {names.map((name) => (
        <Tab key={name} name={name} front={name === front} />
      ))}
    </div>
  )
}

function Tab({ name, front }: { name: string; front: boolean }) {
  const power = useSession((lab) => lab.session.world.machines[name]?.power.is ?? 'off')
  const master = useSession((lab) => newestConfig(lab.session.world).cluster.masterNode === name)
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      className="console-tab"
      aria-selected={front}
      aria-controls="console"
      tabIndex={front ? 0 : -1}
      onClick={() => useSession.getState().openTerminal(name)}
    >
      {short(name)}
      {master && <span className="console-tab-note"> (master)</span>}
      {power === 'off' && <span className="console-tab-off">off</span>}
      {power === 'booting' && <span className="console-tab-busy">booting</span>}
    </button>
  )
}
