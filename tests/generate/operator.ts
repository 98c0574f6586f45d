import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCluster } from '../../src/labs/definition.ts'
import { own } from '../../src/lib/own.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { shownSince } from '../../src/session/history/terminal-output.ts'
import { isAsked } from '../../src/session/idle.ts'
import { atPrompt, runStep } from '../../src/session/labs/lab-steps.ts'
import { openSession, play } from '../../src/session/session.ts'
import { newestConfig } from '../../src/sim/cluster/current-config.ts'
import { RECORDED } from '../support/recorded.ts'

const TRANSCRIPTS = join(import.meta.dirname, '..', 'transcripts')

/** The cluster that recordings start from, with the UUIDs and jobs of one that was really made. */
function startOfRecordings() {
  const recording = readFileSync(join(TRANSCRIPTS, 'floors', 'g1-generated.jsonl'), 'utf8')
  const [first = ''] = recording.split('\n')
  const defined = defineCluster({ ...RECORDED, ...JSON.parse(first).cluster })
  if (!defined.ok) throw new Error(defined.error)
  return defined.definition
}

/** Simulated time after which a command is interrupted. */
const PATIENCE_MS = 3600_000

/** Someone who types on the master of the cluster that recordings start from, and can look things up there. */
export function operatorOf() {
  const definition = startOfRecordings()
  const master = definition.master
  let session = openSession(ENGINE, definition)
  const config = () => newestConfig(session.world)
  const names = (things: Readonly<Record<string, { name: string }>> = {}) =>
    Object.values(things).map(({ name }) => name)

  /** Types a line; `answer` says what a question is answered with. Returns the answers that were asked for. */
  function type(line: string, answer: () => string): string[] {
    const answers: string[] = []
    session = play(session, (driver) => {
      const until = driver.now + PATIENCE_MS
      driver.act({ kind: 'line', terminal: master, text: line })
      while (!atPrompt(driver.world, master)) {
        if (driver.now >= until || answers.length > 5)
          driver.act({ kind: 'key', terminal: master, key: 'interrupt' })
        else if (isAsked(own(driver.world.terminals, master))) {
          const text = answer()
          answers.push(text)
          driver.act({ kind: 'line', terminal: master, text })
        } else driver.pass(Math.min(until, driver.nextEvent() ?? until))
      }
    })
    return answers
  }

  const outputOf = (line: string): string => {
    const seen = session.shownLength
    type(line, () => 'n')
    return shownSince(session, seen)
      .filter(({ stream }) => stream === 'stdout')
      .map(({ text }) => text)
      .join('')
  }

  const fieldsByProgram = new Map<string, string[]>()
  return {
    type,
    /** A step such as `{ power: 'nodeb', to: 'off' }`. */
    does: (step: Parameters<typeof runStep>[1]) => {
      session = play(session, (driver) => {
        const problem = runStep(driver, step)
        if (problem !== null) throw new Error(problem)
      })
    },
    instances: () => names(config()?.instances),
    nodes: () => names(config()?.nodes),
    groups: () => names(config()?.groups),
    networks: () => names(config()?.networks),
    lastJob: () => Math.max(0, ...Object.keys(session.world.jobs).map(Number)),
    /** The fields that a program's lists can show. */
    fieldsOf: (program: string): readonly string[] => {
      const known =
        fieldsByProgram.get(program) ??
        outputOf(`${program} list-fields --no-headers --separator=:`)
          .split('\n')
          .flatMap((row) => row.split(':')[0] ?? [])
          .filter((name) => name !== '' && !/[^\w./]/.test(name))
      fieldsByProgram.set(program, known)
      return known
    },
  }
}

export type Operator = ReturnType<typeof operatorOf>
