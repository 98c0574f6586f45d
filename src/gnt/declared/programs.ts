/** All programs, by the name they are called with, as each release has them. */

import { once } from '../../lib/once.ts'
import { byRelease, RELEASES, type Release } from '../../sim/releases.ts'
import type {
  CommandOfRelease,
  CommandSpec,
  ProgramName,
  ProgramOfRelease,
  ProgramSpec,
} from '../spec.ts'
import { GNT_BACKUP } from './backup.ts'
import { GNT_CLUSTER } from './cluster.ts'
import { GNT_DEBUG } from './debug.ts'
import { GNT_FILTER } from './filter.ts'
import { GNT_GROUP } from './group.ts'
import { GNT_INSTANCE } from './instance.ts'
import { GNT_JOB } from './job.ts'
import { GNT_NETWORK } from './network.ts'
import { GNT_NODE } from './node.ts'
import { GNT_OS } from './os.ts'
import { GNT_STORAGE } from './storage.ts'

const DECLARED: Readonly<Record<ProgramName, ProgramSpec>> = {
  'gnt-backup': GNT_BACKUP,
  'gnt-cluster': GNT_CLUSTER,
  'gnt-debug': GNT_DEBUG,
  'gnt-filter': GNT_FILTER,
  'gnt-group': GNT_GROUP,
  'gnt-instance': GNT_INSTANCE,
  'gnt-job': GNT_JOB,
  'gnt-network': GNT_NETWORK,
  'gnt-node': GNT_NODE,
  'gnt-os': GNT_OS,
  'gnt-storage': GNT_STORAGE,
}

const exists = (release: Release, { since }: { readonly since?: Release }): boolean =>
  since === undefined || RELEASES.indexOf(release) >= RELEASES.indexOf(since)

const commandIn = (release: Release, command: CommandSpec): CommandOfRelease => ({
  ...command,
  usage: typeof command.usage === 'string' ? command.usage : byRelease(command.usage)({ release }),
  options: command.options.filter((option) => exists(release, option)),
  later: command.options.filter((option) => !exists(release, option)),
})

const programsIn = (release: Release): ReadonlyMap<ProgramName, ProgramOfRelease> =>
  new Map(
    Object.values(DECLARED)
      .filter((program) => exists(release, program))
      .map((program) => [
        program.name,
        {
          ...program,
          commands: program.commands
            .filter((command) => exists(release, command))
            .map((command) => commandIn(release, command)),
        },
      ]),
  )

/** The names of all programs, in every release. */
export const PROGRAM_NAMES = Object.keys(DECLARED) as readonly ProgramName[]

const programs = byRelease({
  '2.11': once(() => programsIn('2.11')),
  '2.12': once(() => programsIn('2.12')),
  '3.0': once(() => programsIn('3.0')),
})

/** The programs that a release has, with the commands, usage lines and options of that release. */
export const programsOf = (of: Parameters<typeof programs>[0]) => programs(of)()

/** Whether any release has a program of that name. */
export const isProgramName = (name: string): name is ProgramName => Object.hasOwn(DECLARED, name)
