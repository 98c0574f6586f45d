import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { rich } from '../../ui/rich.tsx'
import './plan.css'
import { useEffect, useMemo } from 'react'
import { timeOfDay } from '../../lib/clock.ts'
import type { Engine } from '../../session/engine.ts'
import { failedInWords } from '../../session/failure.ts'
import { type PlanWish, panels, usePanels } from '../../session/panels.ts'
import { duration } from '../../session/plan/job-progress.ts'
import { type Plan, planLine } from '../../session/plan/plan.ts'
import type { PlannedJob, PlannedStep } from '../../session/plan/plan-recorder.ts'
import { hasPlan } from '../../session/plan/plannable.ts'
import { byPlace, type WorldChange } from '../../session/plan/world-diff.ts'
import { sessionNow, useApp } from '../../session/store.ts'
import { terminalIn } from '../../session/together.ts'
import { atShell } from '../../shell/prompt.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import { Foot } from './Foot.tsx'
import { callsInWords, inShort } from './plan-words.ts'

/** What a line would do if it ran now: its steps, changes, questions and refusal. */
function PlanOfLine() {
  const wish = usePanels(({ foot }) => (foot?.show === 'plan' ? foot : null))
  // The key makes another line start at the top.
  return wish ? <Planned key={`${wish.terminal} ${wish.line}`} wish={wish} /> : null
}

function Planned({ wish }: { wish: PlanWish }) {
  const engine = useEngine()
  useEffect(() => {
    const leave = closeWhenRun(wish)
    return leave
  }, [wish])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time at which the plan was asked for
  const at = useMemo(() => {
    const { world, now } = sessionNow()
    return world.epochMs + now
  }, [wish])
  const found = useMemo(
    () => (engine ? planOf(engine, wish) : t`Loading the commands…`),
    [wish, engine],
  )
  return (
    <Foot title={t`What would it do?`} focus={wish.focus ? wish : null}>
      {wish.line !== '' && (
        <p className="plan-line">
          {rich`${<code>{wish.line}</code>} on ${shortName(wish.terminal)}, planned for ${timeOfDay(at)}`}
        </p>
      )}
      <p role="status">{typeof found === 'string' ? found : inShort(found)}</p>
      {typeof found !== 'string' && <Details plan={found} />}
    </Foot>
  )
}

/** Closes the plan when its line runs: then the console and the picture show it. Returns a function that stops. */
const closeWhenRun = ({ terminal, line }: PlanWish): (() => void) =>
  useApp.subscribe((state, before) => {
    const { inputs } = state.session
    const last = inputs.length > before.session.inputs.length ? inputs.at(-1)?.input : undefined
    if (last?.kind !== 'line' || last.text.trim() !== line.trim()) return
    if (last.terminal === terminalIn(state, terminal)) panels.closePlan()
  })

/** The engine; null until it is loaded. Loads it if nothing has. */
export function useEngine(): Engine | null {
  const engine = useApp((state) => state.engine)
  const load = useApp((state) => state.load)
  useEffect(() => {
    if (engine === null) load()
  }, [engine, load])
  return engine
}

/** The plan for the present state, or a sentence that says why there is none. */
function planOf(engine: Engine, { terminal, line }: PlanWish): Plan | string {
  const { world, now } = sessionNow()
  const tty = terminalIn(useApp.getState(), terminal)
  const node = shortName(terminal)
  if (line.trim() === '') return t`The prompt is empty. Type a gnt-* command first.`
  if (!hasPlan(line)) return t`Only gnt-* commands have a plan.`
  if (own(world.machines, terminal)?.power.is !== 'on') return t`${node} is off.`
  if (!atShell(own(world.terminals, tty)))
    return t`A command is running on ${node}. Ask again when the prompt is back.`
  try {
    return planLine(engine, world, now, tty, line) ?? t`Only gnt-* commands have a plan.`
  } catch (error) {
    return failedInWords(t`making this plan`, error)
  }
}

function Details({ plan }: { plan: Plan }) {
  return (
    <>
      {plan.refusal !== null && <pre className="plan-refusal">{plan.refusal.trimEnd()}</pre>}
      {plan.questions.length > 0 && (
        <>
          <h3>{t`Questions; the plan answers yes`}</h3>
          {plan.questions.map((question) => (
            <pre key={question}>{question}</pre>
          ))}
        </>
      )}
      <Asked plan={plan} />
      {plan.jobs.map((job) => (
        <Job key={job.id} job={job} />
      ))}
      <Places title={t`What changes`} changes={plan.changes} />
      {plan.later.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {plan.prints.trim() !== '' && plan.refusal === null && (
        <details>
          <summary>{t`What it prints`}</summary>
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
      <h3>{t`Calls before the job`}</h3>
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
      <h3>{rich`Job ${<code>{job.ops[0]?.summary}</code>}`}</h3>
      {job.locks.length > 0 && <p className="plan-locks">{t`Locks: ${job.locks.join('; ')}.`}</p>}
      {job.queuedMs >= 1000 && (
        <p className="plan-locks">
          {t`The first step starts after ${duration(job.queuedMs)}: the job waits for its turn and its locks, and is copied to other nodes.`}
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
      {checks > 0 && <h4>{both ? t`Checks` : t`Checks only`}</h4>}
      <ol className="plan-steps">
        {steps.slice(0, checks).map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
      {both && <h4>{t`Changes`}</h4>}
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
          {step.times > 1 && <small> {t`${step.times} times`}</small>}
        </b>
        <span>{step.ms > 0 && duration(step.ms)}</span>
      </div>
      {step.calls.length > 0 && <Calls calls={step.calls} />}
      {step.waits.map((what) => (
        <p key={what}>{t`Waits for ${what}.`}</p>
      ))}
      {step.says.length > 0 && <pre>{step.says.map((text) => text.trim()).join('\n')}</pre>}
      {step.refusal !== null && <pre className="plan-refusal">{step.refusal}</pre>}
    </li>
  )
}

/** Changes, grouped under their places. */
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
