import { own } from '../../lib/own.ts'
import type { NodeName } from '../cluster/config.ts'
import { reach } from '../net.ts'
import type { Terminal, World } from '../world.ts'
import { firstStep, newFrame } from './frame.ts'
import type { Process } from './process.ts'
import type { Rules } from './rules.ts'

/**
 * Sessions on other nodes: a stack of processes that leads from node to node. When packets get lost on the
 * way, no one tells either end: the terminal hangs under a program that stands for the silence.
 */

const isSilence = (rules: Rules, process: Process | undefined): boolean =>
  process !== undefined && process.program === rules.silence

/** The first process on another node that cannot be reached from the one before it; -1: none. */
const cutAt = (world: World, stack: readonly Process[]): number =>
  stack.findIndex((process, i) => {
    const before = stack[i - 1]
    return (
      before !== undefined &&
      before.node !== process.node &&
      reach(world, before.node, process.node) !== 'ok'
    )
  })

/** Puts silence over what `stack[at - 1]` has started elsewhere. */
function fallSilent(rules: Rules, terminal: Terminal, at: number): void {
  const name = rules.silence
  const program = name === undefined ? undefined : own(rules.programs, name)
  const client = terminal.stack[at - 1]
  if (name === undefined || !program || !client) return
  const frame = newFrame(firstStep(program.steps), { ...program.vars, at })
  const { node } = client
  terminal.stack.push({
    program: name,
    node,
    argv: [name],
    frame,
    stdin: null,
    capture: false,
    captured: '',
    answer: null,
    child: null,
  })
}

/** A terminal whose session was cut hangs; one whose session is whole again goes on where it was. */
export function mindSession(rules: Rules, world: World, terminal: Terminal): void {
  const { stack } = terminal
  const at = cutAt(world, stack)
  const top = stack.at(-1)
  if (!top || !isSilence(rules, top)) {
    if (at >= 0) fallSilent(rules, terminal, at)
    return
  }
  const { frame } = top
  const lost = frame.vars.at === stack.length - 1
  if (at < 0 && !lost) stack.pop()
  else if (typeof frame.vars.until === 'number' && world.now >= frame.vars.until) {
    top.answer = { kind: 'end-of-file' }
    frame.wait = null
  }
}

/** A node lost its power: the sessions on it are gone, and the other end of each hears nothing. */
export function loseSessions(rules: Rules, world: World, node: NodeName): void {
  for (const terminal of Object.values(world.terminals)) {
    const at = terminal.stack.findIndex((process) => process.node === node)
    if (at < 1) continue
    terminal.stack.splice(at)
    fallSilent(rules, terminal, at)
  }
}
