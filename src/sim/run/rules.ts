import type { JobWatch } from '../jobs/job.ts'
import type { Opcode } from './opcode.ts'
import type { Program } from './program.ts'

/** The language on top of the physics, handed to it as tables: the simulation knows no command. */
export interface Rules {
  opcodes: Record<string, Opcode>
  programs: Record<string, Program>
  /** Name of the program that is a node's login shell. */
  loginShell: string
  /** What cron starts every five minutes on every node. */
  watcher: string[]
  /** What the init system starts when a node has booted. */
  boot: string[]
  /** Name of the program that stands for a session on a node that nothing is heard of any more. */
  silence?: string
  /** Watches while jobs run, for plans; changes nothing. */
  watch?: JobWatch
}
