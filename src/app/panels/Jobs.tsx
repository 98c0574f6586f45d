import { t } from '../../lib/language/t.ts'
import { rich } from '../../ui/rich.tsx'
import './jobs.css'
import { useEffect, useMemo, useRef } from 'react'
import { timeOfDay } from '../../lib/clock.ts'
import { useDisplayTime } from '../../session/display-time.tsx'
import {
  type Calling,
  type ClientProgress,
  clientsOf,
  duration,
  endedJobs,
  type JobProgress,
  progressOf,
} from '../../session/plan/job-progress.ts'
import { expectedCourses } from '../../session/plan/plan.ts'
import { sessionNow, useApp } from '../../session/store.ts'
import { openJobs } from '../../sim/jobs/ends.ts'
import { scrollWhereSeen } from '../../ui/in-sight.ts'
import { useMedia } from '../theme.tsx'

/** Real milliseconds between two times that are shown, where less motion is wanted. */
const CALM_MS = 1000
/** The number of ended jobs to show. */
const LAST = 5
/** The width of a job's progress bar, in characters. */
const BAR = 24

/** Every open job with its step, calls, waits and locks; then the jobs that ended last. */
function Jobs() {
  const calm = useMedia('(prefers-reduced-motion: reduce)')
  const now = useDisplayTime(1, { stands: true, ...(calm ? { everyMs: CALM_MS } : {}) })
  const world = useApp((state) => state.session.world)
  const inputs = useApp((state) => state.session.inputs)
  const engine = useApp((state) => state.engine)
  const jobs = openJobs(world)
  const numbers = jobs.map(({ id, dead }) => (dead ? t`${id} dead` : id)).join()
  // Only inputs and newly submitted jobs change the courses.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const courses = useMemo(() => {
    const session = sessionNow()
    return engine && numbers !== '' ? expectedCourses(engine, session.world, session.now) : null
  }, [engine, inputs, numbers])
  const clients = clientsOf(world, now).filter((c) => c.calls.length > 0 || c.asks !== null)
  const ended = endedJobs(world, LAST)
  const section = useRef<HTMLElement>(null)
  // In a narrow window the list opens below the console, out of view.
  useEffect(() => {
    scrollWhereSeen(section.current)
  }, [])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users need the focus here to scroll
    <section ref={section} className="jobs" aria-label={t`Jobs`} tabIndex={0}>
      {clients.map((client) => (
        <Client key={client.id} client={client} now={now} />
      ))}
      {engine &&
        jobs.map((job) => (
          <OpenJob
            key={job.id}
            job={progressOf(job, engine.rules, world, now, courses?.get(job.id))}
            now={now}
          />
        ))}
      {ended.length > 0 && <h2>{t`Ended`}</h2>}
      {ended.map((job) => (
        <Ended key={job.id} job={job} epochMs={world.epochMs} />
      ))}
      {jobs.length + clients.length + ended.length === 0 && (
        <p>{t`No jobs yet. Each command that changes the cluster becomes a job.`}</p>
      )}
    </section>
  )
}

const STATUS: Record<JobProgress['status'], string> = {
  queued: t`in the queue`,
  waiting: t`waiting for locks`,
  canceling: t`being canceled`,
  running: 'running',
  canceled: 'canceled',
  success: 'done',
  error: 'failed',
  dead: t`died with its master`,
}

function OpenJob({ job, now }: { job: JobProgress; now: number }) {
  const { step, phase } = job
  return (
    <article className="job" aria-label={t`Job ${job.id}`}>
      <h2>
        <b>#{job.id}</b> <code>{job.summary}</code>
      </h2>
      <p>
        {step
          ? rich`Step ${step.index} of ${step.of}: ${<strong>{step.name}</strong>}`
          : STATUS[job.status]}
        {job.ops > 1 && t`, opcode ${job.op} of ${job.ops}`}
      </p>
      {step && (
        <code className="job-bar" aria-hidden="true">
          {bar(step.index, step.of)}
        </code>
      )}
      <dl>
        <Row name="calls" items={job.calls.map((call) => callText(call, now))} />
        <Row name={t`waits for`} items={job.waits} />
        <Row name="holds" items={job.locks} />
        {phase && (
          <Row
            name={t`so far`}
            items={[phase === 'checks' ? t`nothing changed` : t`changes begun`]}
          />
        )}
        {job.endsAt !== null && (
          <Row name="ends" items={[t`in about ${duration(Math.max(0, job.endsAt - now))}`]} />
        )}
      </dl>
    </article>
  )
}

const bar = (index: number, of: number): string => {
  const full = Math.round((BAR * (index - 1)) / Math.max(1, of))
  return `[${'='.repeat(full)}>${'.'.repeat(Math.max(0, BAR - full - 1))}]`
}

const callText = ({ call, node, since, givesUp }: Calling, now: number): string => {
  const for_ = duration(Math.max(0, now - since))
  return givesUp === null
    ? t`${node} ${call}, for ${for_}`
    : t`${node} ${call}: no answer for ${for_}, gives up in ${duration(Math.max(0, givesUp - now))}`
}

function Row({ name, items }: { name: string; items: readonly string[] }) {
  if (items.length === 0) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {items.map((item) => (
          <span key={item}>{item}</span>
        ))}
      </dd>
    </div>
  )
}

function Client({ client, now }: { client: ClientProgress; now: number }) {
  return (
    <article className="job" aria-label={t`Command on ${client.terminal}`}>
      <h2>
        <b>{client.terminal}</b> <code>{client.line}</code>
      </h2>
      <dl>
        <Row name="calls" items={client.calls.map((call) => callText(call, now))} />
        <Row
          name={t`waits for`}
          items={client.asks === null ? [] : [t`your answer: ${client.asks.trim()}`]}
        />
      </dl>
    </article>
  )
}

type EndedJob = ReturnType<typeof endedJobs>[number]

function Ended({ job, epochMs }: { job: EndedJob; epochMs: number }) {
  return (
    <article className="job is-over" aria-label={t`Job ${job.id}`}>
      <h2>
        <b>#{job.id}</b> <code>{job.summary}</code>
      </h2>
      <p>{t`${STATUS[job.status]} at ${timeOfDay(epochMs + job.at)}, after ${duration(job.ms)}`}</p>
      {job.why !== null && job.why !== '' && <pre>{job.why}</pre>}
    </article>
  )
}

export default Jobs
