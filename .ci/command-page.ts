import { isProgramName, programsOf } from '../src/gnt/declared/programs.ts'
import { findCommand } from '../src/gnt/optparse.ts'
import { GNT_PROGRAMS } from '../src/gnt/registry.ts'
import type { CommandOfRelease, OptionSpec } from '../src/gnt/spec.ts'
import { RELEASES, type Release } from '../src/sim/releases.ts'

/** The page docs/commands.md: what of Ganeti's command line acts, in which releases, and how well it is known to. */

/** How many commands of the recordings print here what they printed there, and end as they did. */
export interface Agreement {
  of: number
  right: number
  exit: number
}

const nameOf = ({ program, name }: { program: string; name: string }): string =>
  `${program} ${name}`

/** The command that a line runs, by its own name; undefined where it runs none of Ganeti's alone. */
function commandOf(line: string): string | undefined {
  const [, program = '', word = ''] = /^(gnt-\w+) ([\w-]+)/.exec(line.trim()) ?? []
  const found = isProgramName(program) ? programsOf({ release: '3.0' }).get(program) : undefined
  const command = found && findCommand(found, word)
  return command && nameOf(command)
}

/** The agreement of each command with the lines that begin with it. */
export function counted(
  compared: readonly { command: string; right: boolean; exit: boolean }[],
): Map<string, Agreement> {
  const found = new Map<string, Agreement>()
  for (const { command: line, right, exit } of compared) {
    const command = commandOf(line)
    if (command === undefined) continue
    const { of, right: soFar, exit: ends } = found.get(command) ?? { of: 0, right: 0, exit: 0 }
    found.set(command, { of: of + 1, right: soFar + Number(right), exit: ends + Number(exit) })
  }
  return found
}

const sentence = ({ of, right, exit }: Agreement): string =>
  `${right} of ${of} recorded lines print what the real one printed, ${exit} end as it did.`

/** The agreements that a page tells. */
export function agreementsIn(page: string): Map<string, Agreement> {
  const found = new Map<string, Agreement>()
  let command = ''
  for (const line of page.split('\n')) {
    command = /^### (gnt-\w+ [\w-]+)$/.exec(line)?.[1] ?? command
    const [, right, of, exit] = /^(\d+) of (\d+) recorded lines .*, (\d+) end as/.exec(line) ?? []
    if (right !== undefined)
      found.set(command, { of: Number(of), right: Number(right), exit: Number(exit) })
  }
  return found
}

interface Known {
  command: CommandOfRelease
  releases: Release[]
  /** Each option with the releases that have it. */
  options: Map<string, { option: OptionSpec; releases: Release[] }>
}

/** All commands of all releases, in the order in which the programs list them. */
function allCommands(): Map<string, Known> {
  const all = new Map<string, Known>()
  for (const release of RELEASES)
    for (const program of programsOf({ release }).values())
      for (const command of program.commands) {
        const known: Known = all.get(nameOf(command)) ?? {
          command,
          releases: [],
          options: new Map(),
        }
        known.releases.push(release)
        for (const option of command.options) {
          const flags = option.flags.join(' ')
          const before = known.options.get(flags) ?? { option, releases: [] }
          known.options.set(flags, { option, releases: [...before.releases, release] })
        }
        all.set(nameOf(command), known)
      }
  return all
}

const inReleases = (releases: readonly Release[], of: readonly Release[]): string =>
  releases.length === of.length ? '' : ` (${releases.join(', ')})`

function section(name: string, known: Known, agreement: Agreement | undefined): string[] {
  const simulated = Object.hasOwn(GNT_PROGRAMS, name)
  const listed = (unread: OptionSpec['unread']) =>
    [...known.options.values()]
      .filter(({ option }) => option.unread === unread)
      .map(({ option, releases }) => {
        const flags = option.flags.map((flag) => `\`${flag}\``).join(' ')
        return `${flags}${inReleases(releases, known.releases)}`
      })
      .sort()
  const line = (title: string, flags: readonly string[]) =>
    flags.length === 0 ? [] : [`- ${title}: ${flags.join(', ')}`]
  const { aliases } = known.command
  return [
    `### ${name}`,
    '',
    `${known.releases.join(', ')}${aliases.length > 0 ? `; also \`${aliases.join('`, `')}\`` : ''}. ${
      simulated ? 'Acts.' : 'Says that it is not simulated.'
    }`,
    '',
    ...line(simulated ? 'Options that act' : 'Options', listed(undefined)),
    ...line('Options that are refused as not simulated', listed('not simulated')),
    ...line('Options that make no difference here', listed('no effect')),
    ...(known.options.size > 0 ? [''] : []),
    ...(agreement ? [sentence(agreement), ''] : []),
  ]
}

/** The text of the page. */
export function commandPage(agreements: ReadonlyMap<string, Agreement>): string {
  const all = allCommands()
  const programs = [...new Set([...all.values()].map(({ command }) => command.program))]
  return [
    '# Commands and options',
    '',
    '<!-- Written by `npm run commands`. Do not edit it by hand. -->',
    '',
    'What of the command line of Ganeti acts in the trainer, and in which releases. Every command also has `--debug`,',
    '`--reason` and `--help`. The agreement is with recordings of a real Ganeti 3.0.2 cluster (`tests/transcripts/floors`).',
    '',
    ...programs.flatMap((program) => [
      `## ${program}`,
      '',
      ...[...all]
        .filter(([, { command }]) => command.program === program)
        .flatMap(([name, known]) => section(name, known, agreements.get(name))),
    ]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n')
}
