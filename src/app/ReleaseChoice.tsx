import { useSession } from '../session/store.ts'
import { RELEASES, type Release } from '../sim/releases.ts'

/** Which release of Ganeti the cluster runs. */
export function ReleaseChoice({ className = '' }: { className?: string }) {
  const release = useSession((lab) => lab.session.world.release)
  const lab = useSession((state) => state.session.lab)
  const { startAgain } = useSession.getState()
  return (
    <select
      className={`select ${className}`}
      aria-label="Release of Ganeti; another one starts again"
      title="Another release starts the cluster again"
      value={release}
      onChange={(event) => startAgain(event.target.value as Release)}
    >
      {RELEASES.map((name) => (
        <option key={name} value={name} disabled={lab?.releases.includes(name) === false}>
          Ganeti {name}
        </option>
      ))}
    </select>
  )
}
