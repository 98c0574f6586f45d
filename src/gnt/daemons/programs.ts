import type { Program } from '../../sim/run/program.ts'
import { init } from './init.ts'
import { daemonUtil } from './single.ts'
import { watcher } from './watcher.ts'

/**
 * What a node runs without being told on a gnt-* command line: `ganeti-init [start|stop|restart|status]`
 * is the init script (at boot, `service ganeti`, /etc/init.d/ganeti), `daemon-util` Ganeti's own tool.
 */
export const DAEMON_PROGRAMS: Record<string, Program> = {
  'ganeti-init': init,
  'daemon-util': daemonUtil,
  'ganeti-watcher': watcher,
}

/** What the init system starts when a node has booted. */
export const BOOT = ['ganeti-init', 'start']

/** What cron starts every five minutes. */
export const WATCHER = ['ganeti-watcher']
