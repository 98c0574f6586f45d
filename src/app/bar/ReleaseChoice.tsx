import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { useApp } from '../../session/store.ts'
import { RELEASES, type Release } from '../../sim/releases.ts'

/** Chooses the Ganeti release of the cluster. */
export function ReleaseChoice({ className = '' }: { className?: string }) {
  const release = useApp((state) => state.session.world.release)
  const lab = useApp((state) => state.session.lab)
  return (
    <select
      className={`select ${className}`}
      aria-label={t`Ganeti release (changing it restarts the lab)`}
      title={t`Changing the release restarts the lab`}
      value={release}
      onChange={(event) => actions.startAgain(event.target.value as Release)}
    >
      {RELEASES.map((name) => (
        <option key={name} value={name} disabled={lab?.releases.includes(name) === false}>
          {t`Ganeti ${name}`}
        </option>
      ))}
    </select>
  )
}
