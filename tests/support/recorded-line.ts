import type { runStep } from '../../src/session/labs/lab-steps.ts'

// This file also runs in browsers: nothing of Node is imported.

/** A line of a recording: a command with its answers, or something done to the hardware. */
export interface RecordedLine {
  node: string
  command: string
  stdin?: string
  host_action?: boolean
}

/** What is done to the hardware, or on a node behind Ganeti's back: a step of a lab, which is a request to the door, too. */
export function hardwareStep({ command }: RecordedLine): Parameters<typeof runStep>[1] {
  const [verb, what = '', ...rest] = command.split(/\s+/)
  if (verb === 'halt') return { power: what, to: 'off' }
  if (verb === 'start') return { power: what, to: 'on' }
  if (verb === 'sleep') return { wait: Number(what) }
  if (verb === 'sync') return { set: { syncMibPerSecond: Number(what) } }
  if (verb === 'on') return { on: what, run: rest.join(' ') }
  throw new Error(`no one knows how to ${command}`)
}
