import { useAsides } from '../session/asides.ts'
import { liveJobs } from '../session/rest.ts'
import { useSession } from '../session/store.ts'

/** Shows and hides the jobs beside the console; says itself which ones are open. */
export function JobsSwitch() {
  const jobs = useAsides((asides) => asides.jobs)
  const open = useSession((lab) =>
    liveJobs(lab.session.world)
      .map(({ id }) => `#${id}`)
      .join(' '),
  )
  return (
    <button
      type="button"
      className="button is-quiet"
      aria-expanded={jobs}
      onClick={() => useAsides.getState().setJobs(!jobs)}
    >
      Jobs {open !== '' && <mark>{open}</mark>}
    </button>
  )
}
