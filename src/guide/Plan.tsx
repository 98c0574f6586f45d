import { own } from '../lib/own.ts'
import './plan.css'
import { useEffect, useMemo, useState } from 'react'
import { timeOfDay } from '../lib/clock.ts'
import { byPlace, type WorldChange } from '../session/changes.ts'
import { failedInWords } from '../session/failure.ts'
import { foresee, type Plan } from '../session/foresee.ts'
import { isSpoken, onceSpoken } from '../session/language.ts'
import type { PlannedJob, PlannedStep } from '../session/notes.ts'
import { type PlanWish, usePanels } from '../session/panels.ts'
import { hasPlan } from '../session/plannable.ts'
import { atShell } from '../session/rest.ts'
import { useApp } from '../session/store.ts'
import { duration } from '../session/trace.ts'
import { shortName } from '../sim/cluster/called.ts'
import { Foot } from './Foot.tsx'
import { callsInWords, inShort } from './plan-words.ts'

/** What a line would do, were it run now: its steps, what changes and where, what it asks, or its refusal. */
function PlanOfLine() {
  const wish = usePanels(({ foot }) => (foot?.show === 'plan' ? foot : null))
  // Another line is read from its top.
  return wish ? <Planned key={`${wish.terminal} ${wish.line}`} wish={wish} /> : null
}

function Planned({ wish }: { wish: PlanWish }) {
  const spoken = useSpoken()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moment at which it was asked for
  const at = useMemo(() => {
    const { world, now } = useApp.getState().session
    return world.epochMs + now
  }, [wish])
  const found = useMemo(
    () => (spoken ? planOf(wish) : 'The commands are on their way.'),
    [wish, spoken],
  )
  return (
    <Foot title="What would it do?" focus={wish.focus ? wish : null}>
      {wish.line !== '' && (
        <p className="plan-line">
          <code>{wish.line}</code> on {shortName(wish.terminal)}, as things are at {timeOfDay(at)}
        </p>
      )}
      <p role="status">{typeof found === 'string' ? found : inShort(found)}</p>
      {typeof found !== 'string' && <Details plan={found} />}
    </Foot>
  )
}

/** Whether the commands are there; asks for them. */
export function useSpoken(): boolean {
  const [spoken, setSpoken] = useState(isSpoken)
  useEffect(() => {
    onceSpoken(() => setSpoken(true))
  }, [])
  return spoken
}

/** The plan as things are now, or why there is none. */
function planOf({ terminal, line }: PlanWish): Plan | string {
  const { world, now } = useApp.getState().session
  const node = shortName(terminal)
  if (line.trim() === '') return 'There is nothing on the prompt yet. Type a gnt-* command first.'
  if (!hasPlan(line)) return 'Only gnt-* commands have a plan.'
  if (own(world.machines, terminal)?.power.is !== 'on') return `${node} is off.`
  if (!atShell(own(world.terminals, terminal)))
    return `A command runs on ${node}. A plan can be made when its prompt is back.`
  try {
    return foresee(world, now, terminal, line) ?? 'Only gnt-* commands have a plan.'
  } catch (error) {
    return failedInWords('making this plan', error)
  }
}

function Details({ plan }: { plan: Plan }) {
  return (
    <>
      {plan.refusal !== null && <pre className="plan-refusal">{plan.refusal.trimEnd()}</pre>}
      {plan.questions.length > 0 && (
        <>
          <h3>It asks; the plan says yes</h3>
          {plan.questions.map((question) => (
            <pre key={question}>{question}</pre>
          ))}
        </>
      )}
      <Asked plan={plan} />
      {plan.jobs.map((job) => (
        <Job key={job.id} job={job} />
      ))}
      <Places title="What changes" changes={plan.changes} />
      {plan.later.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {plan.prints.trim() !== '' && plan.refusal === null && (
        <details>
          <summary>What it prints</summary>
          <pre>{plan.prints.trimEnd()}</pre>
        </details>
      )}
    </>
  )
}

function Asked({ plan }: { plan: Plan }) {
  if (plan.asks.length === 0) return null
  return (
    <>
      <h3>It asks nodes itself</h3>
      <Calls calls={plan.asks} />
    </>
  )
}

const Calls = ({ calls }: { calls: Plan['asks'] }) => (
  <ul className="plan-calls">
    {callsInWords(calls).map(({ call, nodes }) => (
      <li key={call}>
        <code>{call}</code> {nodes}
      </li>
    ))}
  </ul>
)

function Job({ job }: { job: PlannedJob }) {
  return (
    <>
      <h3>
        Job <code>{job.ops[0]?.summary}</code>
      </h3>
      {job.locks.length > 0 && <p className="plan-locks">Locks: {job.locks.join('; ')}.</p>}
      {job.queuedMs >= 1000 && (
        <p className="plan-locks">
          Its first step comes after {duration(job.queuedMs)}: its turn, its locks, copies of the
          job on other nodes.
        </p>
      )}
      {job.ops.map((op, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: opcodes of a job keep their order
        <Steps key={i} steps={op.steps} summary={i > 0 ? op.summary : null} />
      ))}
    </>
  )
}

function Steps({ steps, summary }: { steps: PlannedStep[]; summary: string | null }) {
  const checks = steps.filter((step) => step.checks).length
  const both = checks > 0 && checks < steps.length
  return (
    <>
      {summary !== null && (
        <h3>
          <code>{summary}</code>
        </h3>
      )}
      {checks > 0 && <h4>{both ? 'Checks' : 'Checks only'}</h4>}
      <ol className="plan-steps">
        {steps.slice(0, checks).map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
      {both && <h4>Changes</h4>}
      <ol className="plan-steps" start={checks + 1}>
        {steps.slice(checks).map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
    </>
  )
}

function Step({ step }: { step: PlannedStep }) {
  return (
    <li>
      <div className="plan-step">
        <b>
          {step.name}
          {step.times > 1 && <small> {step.times} times</small>}
        </b>
        <span>{step.ms > 0 && duration(step.ms)}</span>
      </div>
      {step.calls.length > 0 && <Calls calls={step.calls} />}
      {step.waits.map((what) => (
        <p key={what}>Waits for {what}.</p>
      ))}
      {step.says.length > 0 && <pre>{step.says.map((text) => text.trim()).join('\n')}</pre>}
      {step.refusal !== null && <pre className="plan-refusal">{step.refusal}</pre>}
    </li>
  )
}

/** Changes, under the place where each of them is. */
export function Places({ title, changes }: { title?: string; changes: WorldChange[] }) {
  if (changes.length === 0) return null
  return (
    <>
      {title !== undefined && <h3>{title}</h3>}
      <dl className="plan-places">
        {byPlace(changes).map(({ where, what }) => (
          <div key={where}>
            <dt>{where}</dt>
            {what.map((sentence) => (
              <dd key={sentence}>{sentence}</dd>
            ))}
          </div>
        ))}
      </dl>
    </>
  )
}

export default PlanOfLine
