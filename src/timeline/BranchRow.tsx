import { timeOfDay } from '../lib/clock.ts'
import { t } from '../lib/language/t.ts'
import { type Branch, nameOfWay, partedAt } from '../session/history/branches.ts'
import { panels } from '../session/panels.ts'
import { useApp, useShallow } from '../session/store.ts'
import { type AxisProps, percent } from './axis.ts'
import { placeOf } from './scale.ts'

/** Branches that are drawn one above the other; further ones begin again at the top. */
const LEVELS = 3

/** The ways that were left, as lines from where they part to where they end, and the way to their list. */
export function BranchRow({ began, scale }: AxisProps) {
  const branches = useApp((state) => state.session.branches)
  const parted = useApp(
    useShallow(({ session }) => session.branches.map((branch) => partedAt(session, branch))),
  )
  const epochMs = useApp((state) => state.session.world.epochMs)
  if (branches.length === 0) return null
  const title = (branch: Branch, at: number) =>
    t`${nameOfWay(branch)}, from ${timeOfDay(epochMs + at)} to ${timeOfDay(epochMs + branch.until)}`
  return (
    <>
      <div className="strip-name">
        <button
          type="button"
          className="link strip-branches"
          onClick={() => panels.openDialog('branches')}
        >
          {branches.length} <span>{branches.length === 1 ? t`branch` : t`branches`}</span>
        </button>
      </div>
      <div className="strip-axis" aria-hidden="true">
        {branches.map((branch, i) => {
          const at = parted[i] ?? branch.until
          const from = placeOf(scale, at - began)
          const to = Math.min(1, placeOf(scale, branch.until - began))
          return (
            <span
              key={branch.id}
              className="strip-branch"
              title={title(branch, at)}
              style={{
                left: percent(from),
                width: percent(Math.max(0, to - from)),
                '--level': i % LEVELS,
              }}
            />
          )
        })}
      </div>
      <div className="strip-total" />
    </>
  )
}
