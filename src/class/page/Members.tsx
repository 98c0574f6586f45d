import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { Member } from '../log/protocol.ts'
import { nameIn } from './people.ts'
import { useClass } from './state.ts'

/** Who is in the group, and at which node; a click shows their consoles. */
export function Members() {
  const members = useClass((state) => state.members)
  return (
    <ul className="class-members" aria-label={t`Who is here`}>
      {members.map((member) => (
        <Person key={member.seat} member={member} />
      ))}
    </ul>
  )
}

function Person({ member }: { member: Member }) {
  const seat = useClass((state) => state.seat)
  const watched = useClass((state) => state.watched)
  const mine = member.seat === seat
  const name = nameIn([member], member.seat)
  const where = member.here ? shortName(member.node) : t`away`
  const watches = watched === member.seat
  const look = () => {
    useClass.setState({ watched: mine || watches ? null : member.seat })
    if (!mine && member.node !== '') actions.showTerminal(member.node)
  }
  return (
    <li>
      <button
        type="button"
        className={member.here ? 'class-person' : 'class-person is-away'}
        aria-pressed={mine ? watched === null : watches}
        title={mine ? t`Your own consoles` : t`Look at the consoles of ${name}`}
        onClick={look}
      >
        {member.hand && <span className="class-hand">{t`hand up`}</span>}
        {name}
        {mine && t` (you)`}
        <small>{where}</small>
      </button>
    </li>
  )
}

/** How someone in the group is called, by the seat. */
export function useNameOf(): (seat: string) => string {
  const members = useClass((state) => state.members)
  return (seat) => nameIn(members, seat)
}
