import { minutesSeconds } from '../lib/duration.ts'
import { own } from '../lib/own.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { hasOneCopyAlways, totalOf } from '../session/recording.ts'
import { useApp } from '../session/store.ts'
import { newestConfig } from '../sim/cluster/newest.ts'

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
  const labels = new Map(Object.entries(world.labels).map(([label, name]) => [name, label]))
  return Object.values(newestConfig(world)?.instances ?? {}).map((conf) => {
    const list = own(samples, conf.name)?.filter((sample) => sample.at <= now)
    const is = list?.at(-1)?.is
    const plain = hasOneCopyAlways(conf)
    const label = labels.get(conf.name) ?? conf.name
    const cost = own(costs, label)
    const counts = is === 'down' || is === 'twice' || (is === 'one' && !plain)
    return {
      name: conf.name,
      label,
      down: minutesSeconds(totalOf(list, 'down', now)),
      oneCopy: plain ? 'always' : minutesSeconds(totalOf(list, 'one', now)),
      twice: minutesSeconds(totalOf(list, 'twice', now)),
      counting: counts ? is : null,
      plain,
      needed: cost
        ? {
            down: minutesSeconds(cost.down * 1000),
            oneCopy: plain ? '' : minutesSeconds(cost.one * 1000),
          }
        : null,
    }
  })
}

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
        {needed && <small>/{needed.down}</small>}
      </i>
      <i>
        {counting === 'one' ? (
          <mark className="is-warning">{totals.oneCopy}</mark>
        ) : (
          <b>{totals.oneCopy}</b>
        )}
        {needed?.oneCopy && <small>/{needed.oneCopy}</small>}
      </i>
    </>
  )
}
