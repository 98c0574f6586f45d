import { own } from '../../lib/own.ts'
import { noteWaking } from '../cluster/unsettled.ts'
import { nextNumber, shownOn, type Terminal, type World } from '../world.ts'
import type { Process } from './process.ts'
import type { Program, ProgramContext } from './program.ts'
import { frameOf } from './start-process.ts'

/**
 * What a shell starts with `&` runs on a terminal of its own, whose output the shell's terminal shows. Its end waits
 * there until the shell asks for it, as a zombie does.
 */

const FIRST_PID = 30_100
const PIDS = 2600

/** Starts a program in the background of a shell. Returns the id of its terminal and its process number. */
export function startLine(
  { world, terminal, node }: Pick<ProgramContext, 'world' | 'terminal' | 'node'>,
  { name, program, vars, line }: { name: string; program: Program; vars: object; line: string },
): { terminal: string; pid: number } {
  const of = shownOn(terminal)
  let [pid, id] = [0, '']
  do {
    pid = FIRST_PID + (nextNumber(world) % PIDS)
    id = `${of}&${pid}`
  } while (own(world.terminals, id))
  const process: Process = {
    program: name,
    node,
    argv: [name],
    frame: frameOf(program, { ...program.vars, ...vars }),
    stdin: null,
    capture: false,
    captured: '',
    answer: null,
    child: null,
  }
  noteWaking(world, id)
  world.terminals[id] = { id, node: terminal.node, stack: [process], background: { of, pid, line } }
  return { terminal: id, pid }
}

/** Whether anything still runs on a terminal. */
export const isBusy = (world: World, id: string): boolean =>
  (own(world.terminals, id)?.stack.length ?? 0) > 0

/** Makes what runs in the background the child of a process on another terminal. */
export function adopt(
  { world, terminal, process: parent }: { world: World; terminal: Terminal; process: Process },
  id: string,
): void {
  const from = own(world.terminals, id)
  const running = from?.stack ?? []
  parent.child = null
  parent.frame.wait = { for: 'child' }
  if (running.length === 0) {
    parent.child = { exit: from?.background?.status ?? 127, stdout: '' }
    parent.frame.wait = null
  }
  if (from) from.stack = []
  terminal.stack.push(...running)
  delete world.terminals[id]
}

/** A terminal on which nothing runs any more goes, unless it is a console, or a shell has yet to hear how it ended. */
export function forget(world: World, { id, node, background }: Terminal): void {
  if (id === node || (background && isBusy(world, background.of))) return
  delete world.terminals[id]
}
