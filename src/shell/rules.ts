import { BOOT, DAEMON_PROGRAMS, WATCHER } from '../gnt/daemons/programs.ts'
import { GNT_PROGRAMS, OPCODES } from '../gnt/registry.ts'
import type { Rules } from '../sim/run/rules.ts'
import { loginShell } from './login.ts'

/** The whole language, as the engine takes it. */
export const RULES: Rules = {
  opcodes: OPCODES,
  programs: { ...GNT_PROGRAMS, ...DAEMON_PROGRAMS, bash: loginShell },
  loginShell: 'bash',
  watcher: WATCHER,
  boot: BOOT,
}
