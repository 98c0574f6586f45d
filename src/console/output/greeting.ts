import { commandsOf } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import type { AppState } from '../../session/app-state.ts'
import { nodeNamed } from '../../session/labs/lab-steps.ts'
import type { Session } from '../../session/session.ts'

/** What is ready to be typed on an untouched cluster. */
const FIRST_COMMAND = 'gnt-instance list -o name,pnode,snodes,status'
/** Tells the learner what to do with that command, where the console has the focus or keys of its own on the screen. */
export const TAB_ENTER = t`   press Tab, then Enter`
/** The same where the focus is elsewhere: there Tab and Enter would work the page. */
export const C_TAB_ENTER = t`   press C, then Tab, then Enter`

/**
 * The first line that the current goal of a guided lab needs on a node; '' on other nodes, where the hardware has to be
 * touched, and after the end.
 */
function nextLine({ lab, progress, definition, world }: Session, node: string): string {
  const goal = lab?.goals[progress.done.length]
  const { on = definition.master } = goal ?? {}
  if (!goal || nodeNamed(world, on) !== nodeNamed(world, node)) return ''
  return commandsOf(goal, definition.release)[0] ?? ''
}

/** The command that waits, in grey, on the empty line of a node; empty where none does. */
export const ghostOf = (
  { session, hideHints }: Pick<AppState, 'session' | 'hideHints'>,
  node: string,
): string => {
  if (hideHints) return ''
  if (session.lab?.guided) return nextLine(session, node)
  if (node.toLowerCase() !== session.definition.master.toLowerCase()) return ''
  // A list of nothing is no start.
  if (session.definition.instances.length === 0) return ''
  return session.inputs.length === 0 && session.progress.done.length === 0 ? FIRST_COMMAND : ''
}

/** The line above the first prompt. */
export const greetingOf = (state: AppState, node: string): string =>
  t`${node.split('.')[0]}, ${own(state.session.world.machines, node)?.ip}. You are root. Nothing here can harm a real machine.`
