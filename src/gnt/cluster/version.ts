/** gnt-cluster version. Source: lib/client/gnt_cluster.py, ShowClusterVersion. */
import { byRelease } from '../../sim/releases.ts'
import { exit } from '../../sim/run/program.ts'
import { defineCommand } from '../command.ts'
import { version as spec } from '../declared/cluster.ts'

/** Debian's version of the package. */
export const packageVersion = byRelease({
  '2.11': '2.11.8-1',
  '2.12': '2.12.6-1',
  '3.0': '3.0.2-3',
})

export const version = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      const { software } = p.behaviour
      const [major = 0, minor = 0] = software.split('.').map(Number)
      const protocol = major * 1_000_000 + minor * 10_000
      p.out(
        [
          `Software version: ${software}`,
          `Internode protocol: ${protocol}`,
          `Configuration format: ${protocol}`,
          'OS api version: 20',
          'Export interface: 0',
          `VCS version: (ganeti) version ${packageVersion(p)}`,
        ]
          .map((line) => `${line}\n`)
          .join(''),
      )
      return exit(0)
    },
  },
})
