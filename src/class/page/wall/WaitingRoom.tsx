import { t } from '../../../lib/language/t.ts'
import type { Wall } from './wall-line.ts'
import { groupIn, useWall } from './wall-state.ts'

interface WaitingRoomProps {
  wall: Wall
  named: boolean
}

/** Those who wait for a group, each with the choice of one; nothing where no one waits. */
export function WaitingRoom({ wall, named }: WaitingRoomProps) {
  const isEmpty = useWall((state) => state.waiting.length === 0)
  return isEmpty ? null : <People wall={wall} named={named} />
}

function People({ wall, named }: WaitingRoomProps) {
  const people = useWall((state) => state.waiting)
  const ids = useWall((state) => state.ids)
  return (
    <section className="wall-waiting" aria-label={t`Waiting room`}>
      <b>{t`Waiting for a group:`}</b>
      <ul>
        {people.map(({ id, name }) => (
          <li key={id}>
            {named ? name : t`someone`}{' '}
            <select
              className="select"
              aria-label={named ? t`Group for ${name}` : t`Group`}
              value=""
              onChange={({ target }) => wall.place(id, target.value)}
            >
              <option value="">{t`Put into…`}</option>
              {ids.map((group) => (
                <GroupOption key={group} id={group} />
              ))}
            </select>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A group to choose. What is done in it changes nothing here. */
function GroupOption({ id }: { id: string }) {
  return <option value={id}>{useWall((state) => groupIn(state, id)?.name ?? id)}</option>
}
