import { own } from '../lib/own.ts'
import type { AppState } from '../session/app-state.ts'

/** What is ready to be typed on an untouched cluster. */
const FIRST_COMMAND = 'gnt-instance list -o name,pnode,snodes,status'
/** Tells the learner what to do with that command. */
export const TAB_ENTER = '   press Tab, then Enter'

/** The command that waits, in grey, on the master's empty line; empty where none does. */
export const ghostOf = (state: AppState, node: string): string =>
  state.session.inputs.length === 0 &&
  node.toLowerCase() === state.session.definition.master.toLowerCase() &&
  !state.hideHints
    ? FIRST_COMMAND
    : ''

/** The line above the first prompt. */
export const greetingOf = (state: AppState, node: string): string =>
  `${node.split('.')[0]}, ${own(state.session.world.machines, node)?.ip}. You are root. Nothing here can harm a real machine.`
