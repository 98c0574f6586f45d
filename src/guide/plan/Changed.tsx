import { useMemo } from 'react'
import { timeOfDay } from '../../lib/clock.ts'
import { t } from '../../lib/language/t.ts'
import { type PastInput, pastInputs } from '../../session/history/input-history.ts'
import { changesBetween } from '../../session/plan/world-diff.ts'
import type { Session } from '../../session/session.ts'
import { sessionNow, useApp } from '../../session/store.ts'
import { rich } from '../../ui/rich.tsx'
import { Foot } from './Foot.tsx'
import { Places, useEngine } from './Plan.tsx'

/** How many actions to go back to find one that changed something. */
const MOST = 6

/** The last actions of a session, newest first; each is looked up when it is first needed. */
function recentInputs(session: Session): (n: number) => PastInput | undefined {
  const past = pastInputs(session)
  const found: PastInput[] = []
  return (n) => {
    while (found.length <= n && found.length < MOST) {
      const next = past.next()
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
  const done = useMemo(() => recentInputs(sessionNow()), [inputs, engine])
  const found = useMemo(() => {
    if (!engine) return undefined
    for (let n = 0, one = done(n); one; one = done(++n)) {
      const changes = changesBetween(one.before, world)
      if (changes.length > 0) return { done: one, changes }
    }
    const last = done(0)
    return last && { done: last, changes: [] }
  }, [done, world, engine])
  return (
    <Foot title={t`What changed?`} focus={START}>
      {found ? (
        <>
          <Since done={found.done} epochMs={world.epochMs} />
          {found.changes.length === 0 && <p>{t`Nothing has changed since then.`}</p>}
          <Places changes={found.changes} />
        </>
      ) : (
        <p>{t`You have not done anything yet.`}</p>
      )}
    </Foot>
  )
}

/** Takes the focus once, when it opens. */
const START = {}

function Since({ done, epochMs }: { done: PastInput; epochMs: number }) {
  const time = timeOfDay(epochMs + done.at)
  const { what } = done
  if (typeof what === 'string') return <p className="plan-line">{t`Since ${time}: ${what}`}</p>
  return (
    <p className="plan-line">{rich`Since ${time}: ${<code>{what.line}</code>} on ${what.node}`}</p>
  )
}

export default Changed
