import { own } from '../../lib/own.ts'
import type { NodeName } from '../cluster/config.ts'
import { noteWaking } from '../cluster/unsettled.ts'
import { terminalOn, type World } from '../world.ts'
import { type Frame, firstStep, newFrame } from './frame.ts'
import type { Process } from './process.ts'
import type { Program } from './program.ts'
import type { Rules } from './rules.ts'
import { publish } from './shows.ts'

/** Processes that begin, and the terminals that they begin on. */

/** The frame of a program that starts with these variables. */
export function frameOf({ steps, shows }: Program, vars: Record<string, unknown>): Frame {
  const frame = newFrame(firstStep(steps), vars)
  publish(frame, shows?.(frame.vars))
  return frame
}

/** A process that starts with the program that `argv` names. */
export const newProcess = (
  rules: Rules,
  argv: string[],
  node: NodeName,
  options: Pick<Process, 'stdin' | 'capture' | 'errors' | 'limit'>,
): Process => {
  const name = argv[0] ?? rules.loginShell
  const program = own(rules.programs, name)
  if (!program) throw new Error(`there is no program called ${name}`)
  const frame = frameOf(program, program.vars)
  return { program: name, node, argv, frame, ...options, captured: '', answer: null, child: null }
}

/** Opens the console of a node with a login shell, and the login of everyone who has one of their own there. */
export function openTerminal(rules: Rules, world: World, node: NodeName): void {
  for (const login of [null, ...(world.logins ?? [])]) {
    const shell = newProcess(rules, [rules.loginShell], node, { stdin: null, capture: false })
    const id = terminalOn(node, login)
    noteWaking(world, id)
    world.terminals[id] = { id, node, ...(login === null ? {} : { login }), stack: [shell] }
  }
}

/** Starts a program that no terminal shows: cron and the init system. Its terminal vanishes with it. */
export function startInBackground(
  rules: Rules,
  world: World,
  { id, node, argv }: { id: string; node: NodeName; argv: string[] },
): void {
  if (argv.length === 0 || own(world.terminals, id)) return
  const process = newProcess(rules, argv, node, { stdin: '', capture: false })
  noteWaking(world, id)
  world.terminals[id] = { id, node, stack: [process] }
}
