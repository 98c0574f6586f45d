/**
 * gnt-cluster watcher: lets the watcher rest for a while, lets it go on, or says whether it rests.
 * Manual: gnt-cluster(8), WATCHER. Source: lib/client/gnt_cluster.py (WatcherOps).
 */
import { ctime } from '../../lib/clock.ts'
import { writeConfig } from '../../sim/cluster/distribute.ts'
import { sleep } from '../../sim/run/flow.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn, secondsOf } from '../../sim/world.ts'
import { refusal } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { watcher as spec } from '../declared/cluster.ts'
import { parseTimespec } from '../timespec.ts'

type P = ClientContext<object>

const showPause = (p: P): void => {
  const until = configOn(p.world, p.node).cluster.watcherPausedUntil
  p.out(
    until === null || until < secondsOf(p.world)
      ? 'The watcher is not paused.\n'
      : `The watcher is paused until ${ctime(until * 1000)}.\n`,
  )
}

const setPause = (p: P, until: number | null): number =>
  writeConfig(p.world, p.node, (draft) => {
    draft.cluster.watcherPausedUntil = until
  }).costMs

export const watcher = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: {
    obey: (p) => {
      const [action = '', duration] = p.vars.args
      switch (action) {
        case 'continue':
          return sleep(setPause(p, null))
        case 'info':
          return
        case 'pause': {
          if (duration === undefined) return refusal(p, 'Missing pause duration')
          const seconds = parseTimespec(duration)
          if (typeof seconds !== 'number') return refusal(p, seconds.refusal)
          return sleep(setPause(p, secondsOf(p.world) + seconds))
        }
        default:
          return refusal(p, `Command '${action}' is not valid.`)
      }
    },
    tell: (p) => {
      if (p.vars.args[0] === 'continue') p.out('The watcher is no longer paused.\n')
      else showPause(p)
      return exit(0)
    },
  },
})
