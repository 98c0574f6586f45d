import { own } from '../lib/own.ts'
import { minutesSeconds } from '../lib/text/duration.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { costsOf } from '../session/labs/lab-run.ts'
import { useApp } from '../session/store.ts'

/** Totals are shown in whole seconds. */
const SECOND_MS = 1000

export interface Totals {
  name: string
  label: string
  down: string
  oneCopy: string
  twice: string
  /** Which of the totals is growing now. */
  counting: 'down' | 'one' | 'twice' | null
  plain: boolean
  /** What the lab's own solution costs it, in the same words; null where no lab says so. */
  needed: { down: string; oneCopy: string } | null
}

/** Seconds that count, per instance of the cluster, up to the present second. */
export function useTotals(): Totals[] {
  const world = useApp((state) => state.session.world)
  const samples = useApp((state) => state.recording.samples)
  const now = useDisplayTime(SECOND_MS)
  const lab = useApp((state) => state.session.lab)
  const from = useApp((state) => state.session.from)
  // They are of the whole lab: nothing to compare with where a part was played for the learner.
  const costs = (from === null && lab?.seconds[world.release]) || {}
  const time = (seconds: number) => minutesSeconds(seconds * 1000)
  // The debrief counts with the same function, so the two never differ.
  return costsOf({ world }, { samples }, now).map(({ name, label, plain, ...yours }) => {
    const is = own(samples, name)?.findLast(({ at }) => at <= now)?.is
    const cost = own(costs, label)
    const counts = is === 'down' || is === 'twice' || (is === 'one' && !plain)
    return {
      name,
      label,
      down: time(yours.down),
      oneCopy: plain ? 'always' : time(yours.one),
      twice: time(yours.twice),
      counting: counts ? is : null,
      plain,
      needed: cost ? { down: time(cost.down), oneCopy: plain ? '' : time(cost.one) } : null,
    }
  })
}

const GRAVEST: readonly Totals['counting'][] = ['twice', 'down', 'one']

const rankOf = ({ counting, down }: Totals): number => {
  const now = GRAVEST.indexOf(counting)
  return now >= 0 ? now : GRAVEST.length + (down === minutesSeconds(0) ? 1 : 0)
}

/** The instances that cost something now, the gravest first; then those that were down; the others as they were. */
export const gravestFirst = (totals: readonly Totals[]): Totals[] =>
  [...totals].sort((a, b) => rankOf(a) - rankOf(b))

/** The two numbers of an instance; a band while one of them grows; beside each what the solution needs. */
export function TotalNumbers({ totals }: { totals: Totals }) {
  const { counting, needed } = totals
  return (
    <>
      <i>
        {counting === 'twice' ? (
          <mark>2x {totals.twice}</mark>
        ) : counting === 'down' ? (
          <mark>{totals.down}</mark>
        ) : (
          <b>{totals.down}</b>
        )}
        {needed && <small> ({needed.down})</small>}
      </i>
      <i>
        {counting === 'one' ? (
          <mark className="is-warning">{totals.oneCopy}</mark>
        ) : (
          <b>{totals.oneCopy}</b>
        )}
        {needed?.oneCopy && <small> ({needed.oneCopy})</small>}
      </i>
    </>
  )
}
