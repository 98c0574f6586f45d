import { draw as drawFrom, type RandomStreams } from '../../src/lib/random.ts'
import { operatorOf } from './operator.ts'
import { filled, pickOf, slotsOf } from './slots.ts'
import { COMMON, RARE } from './templates.ts'

/** How a session is to be. */
export interface Wish {
  seed: number
  /** Commands. */
  length: number
  /** Share of commands that are rarely typed, 0 to 1. */
  rare: number
  /** Whether a node may lose its power. */
  faults: boolean
}

/**
 * A session that an operator might have, as a scenario that can be recorded on a real cluster: `$ command`,
 * `< answer to its question`, and what is done to the hardware behind `!`. It is typed on the simulated cluster as it
 * is written, so that most names exist. The same wish gives the same session.
 */
export function generate({ seed, length, rare, faults }: Wish): string[] {
  const streams: RandomStreams = { session: seed | 0 }
  const draw = () => drawFrom(streams, 'session')
  const operator = operatorOf()
  const slots = slotsOf(operator, draw)
  const lines = [`# generated session: seed ${seed}, ${length} commands, ${rare} of them rare`]
  let off: string | undefined
  for (let typed = 0; typed < length; typed++) {
    if (draw() < 0.15) {
      lines.push('! sleep 20')
      operator.does({ wait: 20 })
    }
    if (faults && draw() < 0.05) {
      const node: string = off ?? pickOf(draw, ['nodeb', 'nodec'])
      lines.push(`! ${off === undefined ? 'halt' : 'start'} ${node}`)
      operator.does({ power: node, to: off === undefined ? 'off' : 'on' })
      off = off === undefined ? node : undefined
    }
    const command = filled(pickOf(draw, draw() < rare ? RARE : COMMON), slots, draw).trim()
    lines.push(`$ ${command}`)
    const answers = operator.type(command, () => (draw() < 0.85 ? 'y' : 'n'))
    lines.push(...answers.map((answer) => `< ${answer}`))
  }
  return lines
}
