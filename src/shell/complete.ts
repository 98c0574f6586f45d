import { isProgramName, programsOf } from '../gnt/declared/programs.ts'
import type { NodeName } from '../sim/cluster/config.ts'
import { machineOf, type World } from '../sim/world.ts'
import { BUILTINS } from './builtins.ts'
import { commandWords } from './completion/command.ts'
import { pathsFor } from './completion/paths.ts'
import { hostNames } from './completion/words.ts'
import { DRBD_COMMANDS } from './drbd/drbdsetup.ts'
import { typedName } from './glossary/find.ts'
import { ALL_TERMS } from './glossary/terms.ts'
import { htoolWords } from './htools/complete.ts'
import { isHtool } from './htools/line/listed.ts'
import { TOOL_SUMMARIES } from './man/tools.ts'
import { namesOf } from './names.ts'
import { PROGRAMS } from './programs.ts'

/** What can stand at the cursor: each candidate replaces the line from column `from` to the cursor. */
export interface Completion {
  from: number
  candidates: string[]
}

/** Programs that run the command after them. */
const WRAPPERS = new Set(['watch', 'time', 'sudo', 'nice', 'nohup', 'setsid', '!'])

/** Programs whose arguments are files. */
const READERS = new Set(
  'cat cut egrep fgrep grep head less ls more sort tac tail tee uniq wc'.split(' '),
)

/** The words that `help` and `man` explain. */
const TERM_NAMES = ALL_TERMS.map(typedName)

const ACTIONS = ['force-reload', 'restart', 'start', 'status', 'stop']

/** Words of the command under the cursor; the last one is being typed and may be empty. */
function wordsBefore(text: string): { words: string[]; from: number } {
  const words: string[] = ['']
  let from = 0
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? ''
    if (quote !== '') {
      if (c === quote) quote = ''
      else words[words.length - 1] += c
    } else if (c === "'" || c === '"') quote = c
    else if (';|&('.includes(c)) {
      words.splice(0, words.length, '')
      from = i + 1
    } else if (c === ' ' || c === '\t') {
      if (words.at(-1) !== '') words.push('')
      from = i + 1
    } else words[words.length - 1] += c
  }
  return { words, from }
}

/** Leaves out `watch -n 2`, `time`, assignments: what is left starts with the real command. */
function unwrapped(words: string[]): string[] {
  let rest = words
  while (rest.length > 1) {
    const [first = ''] = rest
    if (!WRAPPERS.has(first) && !/^[A-Za-z_]\w*=/.test(first)) break
    rest = rest.slice(1)
    while (rest.length > 1 && rest[0]?.startsWith('-'))
      rest = rest.slice(/^-n$/.test(rest[0] ?? '') && rest.length > 2 ? 2 : 1)
  }
  return rest
}

/** Completes programs, subcommands, options, fields, names of the live world, and files. */
export function complete(world: World, node: NodeName, line: string, cursor: number): Completion {
  const text = line.slice(0, cursor)
  const read = wordsBefore(text)
  const words = unwrapped(read.words)
  const typed = words.at(-1) ?? ''
  const before = words.at(-2) ?? ''
  const { from } = read
  const inFile = /^(?:[012&]?>>?|<)/.exec(typed)
  if (inFile) {
    const at = from + inFile[0].length
    return { from: at, candidates: pathsFor(world, node, typed.slice(inFile[0].length)) }
  }
  if (/^(?:[012&]?>>?|<)$/.test(before)) return { from, candidates: pathsFor(world, node, typed) }
  if (words.length === 1) {
    if (typed.includes('/')) return { from, candidates: pathsFor(world, node, typed) }
    const names = [...programNames(world), ...Object.keys(BUILTINS)]
    return { from, candidates: fitting(names, typed) }
  }
  const [name = ''] = words
  const program = name.replace(/^\/usr\/sbin\//, '')
  if (isProgramName(program)) {
    const found = commandWords(world, node, program, words.slice(1))
    return { from: from + found.skip, candidates: found.candidates }
  }
  return { from, candidates: argumentsOf(world, node, program, words, typed) }
}

function argumentsOf(
  world: World,
  node: NodeName,
  program: string,
  words: readonly string[],
  typed: string,
): string[] {
  if (isHtool(program)) return htoolWords(world, node, program, words)
  if (typed.startsWith('-')) return []
  if (program === 'ssh' || program === 'ping')
    return words.length === 2 || words.at(-2)?.startsWith('-')
      ? fitting(hostNames(world, node), typed)
      : []
  if (program === 'man') return manual(world, words, typed)
  if (program === 'help') return words.length === 2 ? fitting(['terms', ...TERM_NAMES], typed) : []
  if (program === 'service')
    return fitting(words.length === 2 ? ['ganeti'] : words.length === 3 ? ACTIONS : [], typed)
  if (program === '/etc/init.d/ganeti') return fitting(words.length === 2 ? ACTIONS : [], typed)
  if (program === 'ip') return fitting(words.length === 2 ? ['addr', 'link', 'route'] : [], typed)
  if (program === 'drbdsetup')
    return fitting(
      words.length === 2 ? DRBD_COMMANDS : words.length === 3 ? minors(world, node) : [],
      typed,
    )
  if (program === 'type' || program === 'which') return fitting(programNames(world), typed)
  if (program === 'cd') return pathsFor(world, node, typed).filter((path) => path.endsWith('/'))
  return READERS.has(program) ? pathsFor(world, node, typed) : []
}

/** What can be run by its name in this release. */
const programNames = (world: World): string[] =>
  namesOf(PROGRAMS).filter((name) => !isProgramName(name) || programsOf(world).has(name))

const minors = (world: World, node: NodeName): string[] => Object.keys(machineOf(world, node).drbd)

function manual(world: World, words: readonly string[], typed: string): string[] {
  const [, page = ''] = words
  const programs = programsOf(world)
  if (words.length === 2)
    return fitting([...programs.keys(), ...Object.keys(TOOL_SUMMARIES), ...TERM_NAMES], typed)
  if (!isProgramName(page) || words.length > 3) return []
  return fitting(programs.get(page)?.commands.map(({ name }) => name) ?? [], typed)
}

const fitting = (names: readonly string[], typed: string): string[] =>
  [...new Set(names)].filter((name) => name.startsWith(typed)).sort()
