import { t } from '../../lib/language/t.ts'
import { listed } from '../../lib/text/listed.ts'
import { duration } from '../../session/plan/job-progress.ts'
import type { Plan } from '../../session/plan/plan.ts'
import type { PlannedCall } from '../../session/plan/plan-recorder.ts'
import type { WorldChange } from '../../session/plan/world-diff.ts'

const counted = (many: number, one: string): string => `${many} ${one}${many === 1 ? '' : 's'}`

/** One sentence that says where the plan changes something. */
function changesInShort(changes: readonly WorldChange[]): string {
  const places = [...new Set(changes.map(({ where }) => where))]
  const [first = '', ...rest] = places
  if (first === '') return t`Nothing changes.`
  const named = [/^[A-Z]/.test(first) ? t`the ${first[0]?.toLowerCase()}${first.slice(1)}` : first]
  return t`Changes ${listed([...named, ...rest.map((p) => (p === 'Network' ? t`the network` : p))])}.`
}

const stepsIn = (plan: Plan): number =>
  plan.jobs.reduce((sum, job) => sum + job.ops.reduce((n, op) => n + op.steps.length, 0), 0)

/** The plan in two or three short sentences. */
export function inShort(plan: Plan): string {
  const sentences = [howItEnds(plan)]
  const asked = [...new Set(plan.asks.flatMap((c) => (c.outcome === 'not asked' ? [] : [c.node])))]
  if (asked.length > 0) sentences.push(t`Asks ${listed(asked)}.`)
  sentences.push(changesInShort(plan.changes))
  return sentences.join(' ')
}

function howItEnds(plan: Plan): string {
  const steps = stepsIn(plan)
  const how = steps > 0 ? t`${counted(steps, 'step')}, about ${duration(plan.ms)}.` : ''
  if (plan.refusal !== null)
    return plan.changes.length === 0 ? t`It is refused.` : t`${how} It fails half-way.`.trim()
  if (plan.jobs.some((job) => job.status === 'error')) return t`${how} Its job fails.`.trim()
  switch (plan.ended) {
    case 'prompt':
      return how === '' ? t`About ${duration(plan.ms)}.` : how
    case 'still running':
      return t`It runs until you stop it.`
    case 'reads the keyboard':
      return t`Then it waits for your input.`
    case 'console gone':
      return t`Then its console closes.`
  }
}

const OUTCOME: Record<PlannedCall['outcome'], string> = {
  answered: '',
  failed: ' (error)',
  refused: t` (refuses the connection)`,
  'timed out': t` (no answer)`,
  'not asked': t` (offline, not asked)`,
}

/** Calls grouped by name, each with its nodes and outcomes as text. */
export function callsInWords(calls: readonly PlannedCall[]): { call: string; nodes: string }[] {
  const names = [...new Set(calls.map(({ call }) => call))]
  return names.map((call) => ({
    call,
    nodes: calls
      .filter((one) => one.call === call)
      .map(({ node, outcome }) => `${node}${OUTCOME[outcome]}`)
      .join(', '),
  }))
}
