import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { actions } from '../session/actions.ts'
import { useApp } from '../session/store.ts'
import { byName } from '../sim/cluster/config.ts'
import { newestConfig } from '../sim/cluster/current-config.ts'

/** Lets the learner choose the instance for each short name. */
export default function Choose({ labels }: { labels: string[] }) {
  const world = useApp((state) => state.session.world)
  const instances = byName(newestConfig(world)?.instances ?? {})
  return (
    <div className="goal-choose">
      {labels.map((label) => (
        <label key={label}>
          {t`${label} is`}
          <select
            className="field"
            value={own(world.labels, label) ?? ''}
            onChange={(event) =>
              actions.fault({ kind: 'label', label, instance: event.currentTarget.value })
            }
          >
            <option value="" disabled>
              {t`not chosen`}
            </option>
            {instances.map(({ name, template }) => (
              <option key={name} value={name}>
                {name} ({template})
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  )
}
