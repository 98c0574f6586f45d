import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sitting } from '../support/driver.ts'
import { normalise } from '../support/normalise.ts'

/**
 * Console sessions recorded on a real Ganeti 3.0.2 cluster of three nodes (fake hypervisor, modelled
 * DRBD), played against the simulation from the same start. Each line of a recording is a command with
 * what the terminal showed, or something done to the hardware.
 */
interface Step {
  scenario: string
  step: number
  node: string
  command: string
  stdin?: string
  merged: string
  exit: number
  host_action?: boolean
  cluster?: object
}

/** Python walks sets in these, in an order that it draws anew in every process. */
const DRAWN_ORDER = /^gnt-cluster verify/

const sorted = (text = ''): string[] => text.split('\n').sort()

const HERE = import.meta.dirname
const cluster = JSON.parse(readFileSync(join(HERE, 'cluster.json'), 'utf8')) as object
const recordings = readdirSync(HERE).filter((name) => name.endsWith('.jsonl'))

const stepsOf = (name: string): Step[] =>
  readFileSync(join(HERE, name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Step)

type Sitting = ReturnType<typeof sitting>

function toHardware(at: Sitting, { command }: Step): void {
  const [verb, what] = command.split(/\s+/)
  if (verb === 'halt' && what) at.power(what, 'off')
  else if (verb === 'start' && what) at.power(what, 'on')
  else if (verb === 'sleep') at.wait(Number(what))
  else if (verb === 'sync') at.ask({ set: { syncMibPerSecond: Number(what) } })
  else throw new Error(`this test does not know how to ${command}`)
}

describe.each(recordings)('the recording %s', (name) => {
  const steps = stepsOf(name)
  const at = sitting({ ...cluster, ...steps[0]?.cluster })
  for (const step of steps) {
    if (step.host_action) {
      it(`${step.step}: ${step.command}`, () => toHardware(at, step))
      continue
    }
    it(`${step.step}: ${step.node}# ${step.command}`, () => {
      const ran = at.ask<{ output: string; exit: number }>({
        on: step.node,
        run: step.command,
        stdin: step.stdin ?? '',
      })
      const inOrder = DRAWN_ORDER.test(step.command) ? sorted : (text: string) => text.split('\n')
      const [ours, real] = [ran.output, step.merged].map((text) => inOrder(normalise(text)))
      expect(ours).toEqual(real)
      expect(ran.exit).toBe(step.exit)
    })
  }
})
