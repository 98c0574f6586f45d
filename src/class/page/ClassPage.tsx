import { t } from '../../lib/language/t.ts'
import { rich } from '../../ui/rich.tsx'
import './class.css'
import { type ComponentType, useEffect, useState } from 'react'
import { inAddress } from './address.ts'
import { Join } from './Join.tsx'
import { joinGroup, rememberedTicket, type Ticket } from './room.ts'
import { Strip } from './Strip.tsx'
import { useClass } from './state.ts'

/** A page of a class: joining first, then the group's cluster below a strip that shows who is there. */
export function ClassPage({ page: Page }: { page: ComponentType }) {
  const [ticket, setTicket] = useState<Ticket | null>(() => {
    const known = rememberedTicket()
    const code = inAddress('class')
    return known && (code === '' || code === known.code) ? known : null
  })
  const stage = useClass((state) => state.stage)
  const refused = useClass((state) => state.refused)
  useEffect(() => {
    const leave = ticket ? joinGroup(ticket) : undefined
    return leave
  }, [ticket])
  if (stage === 'cannot follow') return <CannotFollow />
  if (stage === 'waiting') return <Wait name={ticket?.name ?? ''} onLeave={() => setTicket(null)} />
  if (stage !== 'in')
    return (
      <Join
        code={ticket?.code ?? inAddress('class')}
        name={ticket?.name}
        busy={stage === 'on its way'}
        refused={refused}
        onJoin={setTicket}
      />
    )
  return (
    <div className="class">
      <Strip />
      <Page />
    </div>
  )
}

/** In the waiting room. */
function Wait({ name, onLeave }: { name: string; onLeave: () => void }) {
  return (
    <main className="class-join">
      <div className="class-card">
        <h1>{rich`ganeti${<i>:</i>}lab`}</h1>
        <p role="status">
          {t`${name}, you are in the waiting room. Your instructor puts you into a group.`}
        </p>
        <button type="button" className="button" onClick={onLeave}>
          {t`I have a code`}
        </button>
      </div>
    </main>
  )
}

/** Twice this page showed something else than the group. */
function CannotFollow() {
  return (
    <main className="class-join">
      <p role="alert">
        {t`This browser cannot follow the group: it shows something else than the others, twice. Join with another browser, and report it to your instructor.`}
      </p>
    </main>
  )
}
