import { t } from '../../../lib/language/t.ts'
import './wall.css'
import { type ComponentType, useCallback, useEffect, useState } from 'react'
import { useApp } from '../../../session/store.ts'
import { Deeds } from '../Deeds.tsx'
import { Members, useNameOf } from '../Members.tsx'
import { useClass } from '../state.ts'
import { ClassReport } from './ClassReport.tsx'
import { Tile } from './Tile.tsx'
import { WaitingRoom } from './WaitingRoom.tsx'
import { WallBar } from './WallBar.tsx'
import { Wall } from './wall-line.ts'
import { groupIn, useWall } from './wall-state.ts'

/** All groups of a class: a tile each, and what the instructor does to those that are chosen. */
export function WallPage({ page: Page }: { page: ComponentType }) {
  const [wall] = useState(() => new Wall())
  const named = useWall((state) => state.named)
  const refused = useWall((state) => state.refused)
  const open = useWall((state) => groupIn(state, state.open ?? '')?.id)
  const reports = useWall((state) => state.reports)
  useEffect(() => {
    const close = () => wall.close()
    return close
  }, [wall])
  if (refused !== null)
    return (
      <main className="class-join">
        <p role="alert">{refused}</p>
      </main>
    )
  if (open !== undefined)
    return (
      <div className="class">
        <OpenGroup id={open} wall={wall} />
        <Page />
      </div>
    )
  if (reports) return <ClassReport wall={wall} />
  return (
    <main className="wall">
      <WallBar wall={wall} />
      <WaitingRoom wall={wall} named={named} />
      <State />
      <Tiles wall={wall} named={named} />
    </main>
  )
}

function Tiles({ wall, named }: { wall: Wall; named: boolean }) {
  const ids = useWall((state) => state.ids)
  const open = useCallback((id: string) => openPage(wall, id), [wall])
  return (
    <ul className="wall-tiles">
      {ids.map((id) => (
        <Tile key={id} id={id} named={named} onOpen={open} />
      ))}
    </ul>
  )
}

/** Whether the wall shows the present. */
function State() {
  const connected = useWall((state) => state.connected)
  const behind = useWall((state) => state.behind > 50)
  if (connected && !behind) return null
  return (
    <p className="wall-off" role="status">
      {connected
        ? t`Catching up with the groups…`
        : t`Not connected. The wall goes on when the server is back.`}
    </p>
  )
}

function OpenGroup({ id, wall }: { id: string; wall: Wall }) {
  const name = useWall((state) => groupIn(state, id)?.name)
  const trouble = useWall((state) => state.trouble)
  const watched = useClass((state) => state.watched)
  const nameOf = useNameOf()
  useEffect(() => {
    lookAt(wall, watched)
  }, [wall, watched])
  const looking = watched === null ? '' : t`You look at the consoles of ${nameOf(watched)}.`
  const back = () => useClass.setState({ watched: null })
  return (
    <section className="class-strip" aria-label={t`The group that is open`}>
      <button type="button" className="button" onClick={() => closePage(wall)}>
        {t`Back to the wall`}
      </button>
      <b>{name}</b>
      <Members />
      <Leads wall={wall} />
      <State />
      <p className="class-watching" role="status">
        <span>
          {trouble ?? (watched === null ? t`You type at the consoles of the nodes.` : looking)}
        </span>
        {watched !== null && (
          <button type="button" className="button" onClick={back}>
            {t`Back to the nodes`}
          </button>
        )}
      </p>
      <Deeds />
    </section>
  )
}

/** Who sees on their own page what is looked at here. */
function Leads({ wall }: { wall: Wall }) {
  const leads = useWall((state) => state.leads)
  const name = useWall((state) => groupIn(state, state.open ?? '')?.name ?? '')
  return (
    <select
      className="select"
      aria-label={t`Who follows you`}
      value={leads ?? 'none'}
      onChange={({ target: { value } }) =>
        wall.lead(value === 'one' || value === 'all' ? value : null)
      }
    >
      <option value="none">{t`No one follows you`}</option>
      <option value="one">{t`${name} follows you`}</option>
      <option value="all">{t`Every group follows you`}</option>
    </select>
  )
}

function openPage(wall: Wall, id: string): void {
  useClass.setState({ watched: null })
  lookAt(wall, null)
  wall.openGroup(id)
}

/** Shows the consoles of a seat, without a keyboard; null: those of the nodes. */
function lookAt(wall: Wall, watched: string | null): void {
  useApp.setState(({ together, rewrites }) => ({
    together: {
      login: watched,
      watches: watched !== null,
      typed: null,
      onTheirWay: together?.onTheirWay ?? [],
      doerOf: (step) => wall.doerOf(step),
      ask: (wish) => wall.ask(wish),
      refuse: (what) =>
        useWall.setState({
          trouble: t`You cannot ${what} here: the session belongs to the group.`,
        }),
    },
    rewrites: rewrites + 1,
  }))
}

function closePage(wall: Wall): void {
  wall.closeGroup()
  useApp.setState({ together: null })
  useClass.setState({ members: [], told: [], watched: null })
}
