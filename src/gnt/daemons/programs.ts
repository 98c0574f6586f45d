import type { Program } from '../../sim/run/program.ts'
import { daemonUtil } from './daemon-util.ts'
import { init } from './init.ts'

/**
 * What a node runs without being told on a gnt-* command line: `ganeti-init [start|stop|restart|status]`
 * is the init script (at boot, `service ganeti`, /etc/init.d/ganeti), `daemon-util` Ganeti's own tool.
 */
export const DAEMON_PROGRAMS: Record<string, Program> = {
  'ganeti-init': init,
  'daemon-util': daemonUtil,
}

/** What the init system starts when a node has booted. */
export const BOOT = ['ganeti-init', 'start']
