import { t } from '../../lib/language/t.ts'
import { liveJobs } from '../../session/idle.ts'
import { panels, usePanels } from '../../session/panels.ts'
import { useApp, useShallow } from '../../session/store.ts'

/** Shows or hides the jobs beside the console. Its label lists the open ones. */
export function JobsSwitch() {
  const jobs = usePanels((state) => state.jobs)
  const open = useApp(
    useShallow((state) => liveJobs(state.session.world).map(({ id }) => `#${id}`)),
  )
  return (
    <button
      type="button"
      className="button is-quiet"
      aria-expanded={jobs}
      onClick={panels.toggleJobs}
    >
      {t`Jobs`} {open.length > 0 && <mark>{open.join(' ')}</mark>}
    </button>
  )
}
