import { listed } from '../lib/listed.ts'
import type { WorldChange } from '../session/changes.ts'
import type { Plan } from '../session/foresee.ts'
import type { PlannedCall } from '../session/notes.ts'
import { duration } from '../session/trace.ts'

const counted = (many: number, one: string): string => `${many} ${one}${many === 1 ? '' : 's'}`

/** One sentence that says where the plan changes something. */
function changesInShort(changes: readonly WorldChange[]): string {
  const places = [...new Set(changes.map(({ where }) => where))]
  const [first = '', ...rest] = places
  if (first === '') return 'Nothing changes.'
  const named = [/^[A-Z]/.test(first) ? `the ${first[0]?.toLowerCase()}${first.slice(1)}` : first]
  return `Changes ${listed([...named, ...rest.map((p) => (p === 'Network' ? 'the network' : p))])}.`
}

const stepsIn = (plan: Plan): number =>
  plan.jobs.reduce((sum, job) => sum + job.ops.reduce((n, op) => n + op.steps.length, 0), 0)

/** The plan in two or three short sentences. */
export function inShort(plan: Plan): string {
  const sentences = [howItEnds(plan)]
  const asked = [...new Set(plan.asks.flatMap((c) => (c.outcome === 'not asked' ? [] : [c.node])))]
  if (asked.length > 0) sentences.push(`Asks ${listed(asked)}.`)
  sentences.push(changesInShort(plan.changes))
  return sentences.join(' ')
}

function howItEnds(plan: Plan): string {
  const steps = stepsIn(plan)
  const how = steps > 0 ? `${counted(steps, 'step')}, about ${duration(plan.ms)}.` : ''
  if (plan.refusal !== null)
    return plan.changes.length === 0 ? 'It is refused.' : `${how} It fails half-way.`.trim()
  if (plan.jobs.some((job) => job.status === 'error')) return `${how} Its job fails.`.trim()
  switch (plan.ended) {
    case 'prompt':
      return how === '' ? `About ${duration(plan.ms)}.` : how
    case 'still running':
      return 'It runs until you stop it.'
    case 'reads the keyboard':
      return 'Then it waits for your input.'
    case 'console gone':
      return 'Then its console closes.'
  }
}

const OUTCOME: Record<PlannedCall['outcome'], string> = {
  answered: '',
  failed: ' (error)',
  refused: ' (refuses the connection)',
  'timed out': ' (no answer)',
  'not asked': ' (offline, not asked)',
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
