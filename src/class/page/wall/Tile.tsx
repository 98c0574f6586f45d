import { type CSSProperties, memo, useDeferredValue, useMemo } from 'react'
import { draw } from '../../../diagram/draw/draw.ts'
import { asText } from '../../../diagram/draw/picture.ts'
import { sceneOf } from '../../../diagram/scene/scene-of.ts'
import { t } from '../../../lib/language/t.ts'
import { remembered } from '../../../lib/remembered.ts'
import { minutesSeconds } from '../../../lib/text/duration.ts'
import { runOf } from '../../../session/labs/lab-run.ts'
import { ROOM } from '../../log/entry.ts'
import { helpSigns, type Watched } from '../../log/watched.ts'
import { nameIn } from '../people.ts'
import { groupIn, useWall, type WallGroup } from './wall-state.ts'

interface TileProps {
  id: string
  named: boolean
  onOpen: (id: string) => void
}

/**
 * A group on the wall. Each part looks at what it shows, and nothing else: a beat of forty clocks draws only what
 * became different.
 */
export const Tile = memo(function Tile({ id, named, onOpen }: TileProps) {
  const name = useWall((state) => groupIn(state, id)?.name ?? id)
  const code = useWall((state) => groupIn(state, id)?.code)
  const chosen = useWall((state) => state.chosen.includes(id))
  const signs = useGroup(id, (group, now) => signsOf(group, named, now).join('; ')) ?? ''
  const choose = () =>
    useWall.setState(({ chosen: before }) => ({
      chosen: before.includes(id) ? before.filter((one) => one !== id) : [...before, id],
    }))
  return (
    <li className={signs === '' ? 'wall-tile' : 'wall-tile needs-help'}>
      <div className="wall-head">
        <label>
          <input type="checkbox" checked={chosen} onChange={choose} /> <b>{name}</b>
        </label>
        {named && <code>{code}</code>}
        <span className="grow" />
        <button
          type="button"
          className="button is-quiet"
          onClick={() => onOpen(id)}
          aria-label={t`Open ${name}`}
        >
          {t`Open`}
        </button>
      </div>
      {signs !== '' && <p className="wall-help">{signs}</p>}
      <TilePicture id={id} />
      <p className="wall-goal">{useGroup(id, ({ watched }) => goalOf(watched))}</p>
      <p className="wall-numbers">
        {useGroup(id, (group, now) =>
          [...costsIn(group.watched), ...clockOf(group, now)].join('; '),
        )}
      </p>
      <TileLast id={id} named={named} />
      <p className="wall-who">{useGroup(id, (group) => whoIn(group, named))}</p>
    </li>
  )
})

/** Something of a group; compared by its value. `now`: the server's clock. */
const useGroup = <T extends string | undefined>(
  id: string,
  select: (group: WallGroup, now: number) => T,
): T | undefined =>
  useWall((state) => {
    const group = groupIn(state, id)
    return group && select(group, state.now)
  })

function signsOf({ watched, members }: WallGroup, named: boolean, now: number): string[] {
  const isAttended = members.some((member) => member.here)
  return [
    ...members
      .filter((member) => member.hand)
      .map((member) => (named ? t`${member.name} raised a hand` : t`a hand is up`)),
    ...helpSigns(watched, isAttended ? now : watched.head.real),
  ]
}

/** A picture of fewer letters than this does not grow larger. */
const LEAST_WIDE = 60

function TilePicture({ id }: { id: string }) {
  // Time that passes leaves the World as it is, and typing at the wall comes before drawing it.
  const world = useDeferredValue(
    useWall((state) => groupIn(state, id)?.watched.played.session?.world),
  )
  const text = useMemo(() => (world ? asText(draw(sceneOf(world, world.now, 'is'))) : ''), [world])
  const wide = Math.max(LEAST_WIDE, ...text.split('\n').map((row) => row.length))
  return (
    <pre className="wall-picture" aria-hidden="true" style={{ '--letters': wide } as CSSProperties}>
      {text}
    </pre>
  )
}

function goalOf({ played: { session } }: Watched): string {
  if (!session) return ''
  const { lab, progress } = session
  if (!lab) return t`Free play`
  const goal = lab.goals[progress.done.length]
  return t`${progress.done.length} of ${lab.goals.length}: ${goal?.text ?? t`all goals are reached`}`
}

/** What has happened in a group; null before it has a session. Beats of the clock ask for it again and again. */
const runIn = remembered(
  ({ played: { session }, recording }: Watched) => session && runOf(session, recording),
)

function costsIn(watched: Watched): string[] {
  const { speed: at } = watched.head
  const speed = at === 'paused' ? t`paused` : `${at}×`
  const run = runIn(watched)
  if (!run) return [speed]
  const { down, one, twice } = run
  return [speed, t`down ${down} s`, t`one copy ${one} s`, t`twice ${twice} s`]
}

/** What the instructor has limited in a group. */
function clockOf({ watched: { head }, members }: WallGroup, now: number): string[] {
  const { timeEnds, floor, closed, real } = head
  const acts = [
    ...(floor === null ? [] : [t`${nameIn(members, floor)} acts`]),
    ...(closed ? [t`door closed`] : []),
  ]
  if (timeEnds === null) return acts
  // The wall looks at the clock now and then; an entry is newer.
  const left = timeEnds - Math.max(now, real)
  return [...acts, left <= 0 ? t`time is up` : t`${minutesSeconds(left)} left`]
}

function TileLast({ id, named }: { id: string; named: boolean }) {
  const last = useWall((state) => groupIn(state, id)?.watched.last)
  const by = useGroup(id, ({ watched, members }) => {
    const seat = watched.last?.by ?? ROOM
    return seat === ROOM ? t`You` : nameIn(members, seat)
  })
  if (!last) return <p className="wall-last">{t`Nothing was typed yet`}</p>
  return (
    <p className="wall-last">
      {named && t`${by ?? ''} on ${last.node}: `}
      <code>{last.line}</code>
    </p>
  )
}

function whoIn({ members }: WallGroup, named: boolean): string {
  const here = members.filter((member) => member.here)
  if (here.length === 0) return t`No one is here`
  return named ? here.map((member) => member.name).join(', ') : t`${here.length} here`
}
