import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sitting } from '../support/driver.ts'
import { normalise } from '../support/normalise.ts'
import { RECORDED } from '../support/recorded.ts'
import { hardwareStep, type RecordedLine } from '../support/recorded-line.ts'

/**
 * Console sessions recorded on a real Ganeti 3.0.2 cluster of three nodes (fake hypervisor, modelled
 * DRBD), played against the simulation from the same start. Each line of a recording is a command with
 * what the terminal showed, or something done to the hardware.
 */
interface Step extends RecordedLine {
  scenario: string
  step: number
  merged: string
  exit: number
  cluster?: object
}

/** Python walks sets in these, in an order that it draws again in every process. */
const DRAWN_ORDER = /^gnt-cluster verify/

const sorted = (text = ''): string[] => text.split('\n').sort()

const HERE = import.meta.dirname
const recordings = readdirSync(HERE).filter((name) => name.endsWith('.jsonl'))

const stepsOf = (name: string): Step[] =>
  readFileSync(join(HERE, name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Step)

describe.each(recordings)('the recording %s', (name) => {
  const steps = stepsOf(name)
  const at = sitting({ ...RECORDED, ...steps[0]?.cluster })
  for (const step of steps) {
    if (step.host_action) {
      it(`${step.step}: ${step.command}`, () => {
        at.ask(hardwareStep(step))
      })
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
