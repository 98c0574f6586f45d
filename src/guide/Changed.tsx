import { useMemo } from 'react'
import { timeOfDay } from '../lib/clock.ts'
import { changesBetween } from '../session/changes.ts'
import { type Deed, deedsOf } from '../session/deeds.ts'
import type { Session } from '../session/session.ts'
import { sessionNow, useApp } from '../session/store.ts'
import { Foot } from './Foot.tsx'
import { Places, useEngine } from './Plan.tsx'

/** How many actions to go back to find one that changed something. */
const MOST = 6

/** The last actions of a session, newest first; each is looked up when it is first needed. */
function recentDeeds(session: Session): (n: number) => Deed | undefined {
  const deeds = deedsOf(session)
  const found: Deed[] = []
  return (n) => {
    while (found.length <= n && found.length < MOST) {
      const next = deeds.next()
      if (next.done) break
      found.push(next.value)
    }
    return found[n]
  }
}

/** What is different since the last action that changed something, grouped by place. */
function Changed() {
  const engine = useEngine()
  const inputs = useApp((state) => state.session.inputs)
  const world = useApp((state) => state.session.world)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the actions depend on the inputs alone
  const deed = useMemo(() => recentDeeds(sessionNow()), [inputs, engine])
  const found = useMemo(() => {
    if (!engine) return undefined
    for (let n = 0, one = deed(n); one; one = deed(++n)) {
      const changes = changesBetween(one.before, world)
      if (changes.length > 0) return { deed: one, changes }
    }
    const last = deed(0)
    return last && { deed: last, changes: [] }
  }, [deed, world, engine])
  return (
    <Foot title="What changed?" focus={START}>
      {found ? (
        <>
          <Since deed={found.deed} epochMs={world.epochMs} />
          {found.changes.length === 0 && <p>Nothing has changed since then.</p>}
          <Places changes={found.changes} />
        </>
      ) : (
        <p>You have not done anything yet.</p>
      )}
    </Foot>
  )
}

/** Takes the focus once, when it opens. */
const START = {}

function Since({ deed, epochMs }: { deed: Deed; epochMs: number }) {
  const time = timeOfDay(epochMs + deed.at)
  const { what } = deed
  if (typeof what === 'string')
    return (
      <p className="plan-line">
        Since {time}: {what}
      </p>
    )
  return (
    <p className="plan-line">
      Since {time}: <code>{what.line}</code> on {what.node}
    </p>
  )
}

export default Changed
