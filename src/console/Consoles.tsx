import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import '@xterm/xterm/css/xterm.css'
import './console.css'
import {
  type KeyboardEvent,
  type ReactNode,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { actions } from '../session/actions.ts'
import { lazyPart } from '../session/loading/lazy-part.tsx'
import { panels } from '../session/panels.ts'
import { useApp, useShallow } from '../session/store.ts'
import { useTruthHidden } from '../session/view.ts'
import { mastersOf, newestConfig } from '../sim/cluster/current-config.ts'
import { shortName as short } from '../sim/cluster/display-names.ts'
import { DeadScreen } from './DeadScreen.tsx'
import { StillConsole } from './StillConsole.tsx'
import { TouchKeys } from './TouchKeys.tsx'
import { useConsole } from './use-console.tsx'

const SearchBar = lazyPart(() => import('./SearchBar.tsx'))

interface ConsolesProps {
  dark: boolean
  /** Whether the one in front takes the keyboard as soon as it is there. */
  eager: boolean
  /** Controls at the end of the tabs, and what stands beside the screen. */
  tools?: ReactNode
  beside?: ReactNode
}

/** The consoles of all nodes: a tab each, one screen. */
export function Consoles({ dark, eager, tools, beside }: ConsolesProps) {
  const node = useApp((state) => state.terminal)
  const [searching, setSearching] = useState(false)
  const description = useId()
  const { holder, running, open } = useConsole({
    node,
    dark,
    eager,
    leave: 'Escape, then Tab',
    describedBy: description,
    onSearch: () => setSearching(true),
  })
  const off = useApp((state) => own(state.session.world.machines, node)?.power.is !== 'on')
  const plan = () => panels.plan(node, running.current?.line() ?? '', 'button')
  return (
    <section className="consoles" aria-label={t`Consoles`}>
      <div className="console-head">
        <Tabs />
        <div className="console-tools">
          <button
            type="button"
            className="button is-quiet console-plan"
            title={t`Alt+Enter in the console`}
            onClick={plan}
          >
            {t`What would it do?`}
          </button>
          {tools}
        </div>
      </div>
      <div className={beside ? 'console-room has-beside' : 'console-room'}>
        <div
          className={off ? 'console is-off' : 'console'}
          role="tabpanel"
          id="console"
          aria-labelledby={`tab-${node}`}
        >
          <div className="console-screen" dir="ltr" translate="no" ref={holder} />
          {!open && <StillConsole node={node} eager={eager} />}
          <p id={description} className="visually-hidden">
            {t`Escape, then Tab leaves the console.`}
          </p>
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
        {beside}
      </div>
      <TouchKeys node={node} press={(data) => running.current?.press(data)} onPlan={plan} />
    </section>
  )
}

function Tabs() {
  const names = useApp(useShallow((state) => Object.keys(state.session.world.machines)))
  const front = useApp((state) => state.terminal)
  const move = (event: KeyboardEvent) => {
    const step = own({ ArrowRight: 1, ArrowLeft: -1 }, event.key)
    const at = names.indexOf(front)
    const stepped =
      step === undefined ? undefined : names[(at + step + names.length) % names.length]
    const next = event.key === 'Home' ? names[0] : event.key === 'End' ? names.at(-1) : stepped
    if (next === undefined) return
    event.preventDefault()
    actions.showTerminal(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    bringIntoSight(list.current, document.getElementById(`tab-${front}`))
  }, [front])
  const many = names.length > MANY
  return (
    <>
      <div
        ref={list}
        className={many ? 'console-tabs is-many' : 'console-tabs'}
        role="tablist"
        aria-label={t`Nodes`}
        onKeyDown={move}
      >
        {names.map((name) => (
          <Tab key={name} name={name} front={name === front} />
        ))}
      </div>
      {many && (
        <select
          className="select console-choice"
          aria-label={t`Console, one of ${names.length}`}
          value={front}
          onChange={(event) => actions.openTerminal(event.target.value)}
        >
          {names.map((name, i) => (
            <option key={name} value={name}>
              {t`${short(name)} (${i + 1} of ${names.length})`}
            </option>
          ))}
        </select>
      )}
    </>
  )
}

/** From this many nodes on, tabs may be out of sight: a list has them all. */
const MANY = 8

/** Scrolls the list alone: the page stays where it is. */
function bringIntoSight(list: HTMLElement | null, tab: HTMLElement | null): void {
  if (!list || !tab) return
  const [room, place] = [list.getBoundingClientRect(), tab.getBoundingClientRect()]
  if (place.left >= room.left && place.right <= room.right) return
  list.scrollLeft += (place.left + place.right - room.left - room.right) / 2
}

function Tab({ name, front }: { name: string; front: boolean }) {
  const power = useApp((state) => own(state.session.world.machines, name)?.power.is ?? 'off')
  const truthHidden = useTruthHidden()
  const master = useApp(({ session: { world } }) =>
    truthHidden
      ? newestConfig(world)?.cluster.masterNode === name
      : mastersOf(world).includes(name),
  )
  // Only whoever goes to a machine sees its lamp.
  const seen = !truthHidden || front
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      className="console-tab"
      aria-selected={front}
      aria-controls="console"
      tabIndex={front ? 0 : -1}
      onClick={() => actions.openTerminal(name)}
    >
      {short(name)}
      {master && <span className="console-tab-note"> {t`(master)`}</span>}
      {seen && power === 'off' && <span className="console-tab-off">{t`off`}</span>}
      {seen && power === 'booting' && <span className="console-tab-busy">{t`booting`}</span>}
    </button>
  )
}
