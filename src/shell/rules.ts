import { BOOT, WATCHER } from '../gnt/daemons/programs.ts'
import { OPCODES } from '../gnt/registry.ts'
import type { Rules } from '../sim/run/rules.ts'
import { SILENCE } from './net/silence.ts'
import { PROGRAMS } from './programs.ts'
import { LOGIN_SHELL } from './prompt.ts'

/** The whole language, as the engine takes it. */
export const RULES: Rules = {
  opcodes: OPCODES,
  programs: PROGRAMS,
  loginShell: LOGIN_SHELL,
  watcher: WATCHER,
  boot: BOOT,
  silence: SILENCE,
}
