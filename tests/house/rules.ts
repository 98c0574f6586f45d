import { coreRooms, roomOf } from './doors.ts'

export interface Rule {
  name: string
  instead: string
  /** Where the rule holds; the path starts with src/ or tests/, or is a file at the top. */
  holds: (path: string) => boolean
  pattern: RegExp
  /** A line that breaks the rule, and one that only looks like it: they test the rule itself. */
  breaks: string
  keeps: string
}

const inCode = (path: string) => /\.tsx?$/.test(path) && !path.startsWith('tests/house/')
const inSource = (path: string) => inCode(path) && path.startsWith('src/')
const inCore = (path: string) => {
  const room = roomOf(path) ?? ''
  return inSource(path) && (coreRooms.includes(room) || /^src\/diagram\/.*\.ts$/.test(path))
}
const outside = (room: string) => (path: string) => inSource(path) && roomOf(path) !== room

/** Files of programs that read what other processes of the same kind remember: a shell in a shell, a silent ssh. */
const owners = ['src/shell/line/variables.ts', 'src/shell/net/ssh.ts']

/** Rules about lines of code; comments are left out before they are matched. */
export const codeRules: readonly Rule[] = [
  {
    name: 'the core does not know a browser',
    instead: 'use an argument, or do it in session or above',
    holds: inCore,
    pattern: /\b(window|document|navigator|localStorage|globalThis)\s*[.[]|\bfetch\(/,
    breaks: 'const title = document.title',
    keeps: "const documented = 'every window'",
  },
  {
    name: 'nothing in the core waits',
    instead: 'use an alarm in World, and let the session advance the time',
    holds: inCore,
    pattern:
      /\b(setTimeout|setInterval|requestAnimationFrame|queueMicrotask)\b|\basync\s+[\w(]|\bawait\s+\w+[(.]/,
    breaks: 'setTimeout(next, 1000)',
    keeps: "const text = 'awaiting resync'",
  },
  {
    name: 'the core has no clock of its own',
    instead: 'use the simulated milliseconds passed in as `now`, and the calendar in src/lib',
    holds: inCore,
    pattern: /\bDate\.(now|parse|UTC)\b|\bnew Date\b|\bperformance\.now\b/,
    breaks: 'const now = Date.now()',
    keeps: 'const end = release.Date',
  },
  {
    name: 'chance in the core can be replayed',
    instead: 'use the seeded random streams in src/lib',
    holds: inCore,
    pattern: /\bMath\.random\b|(?<![-\w])crypto\.(?!ts\b)/,
    breaks: 'const port = Math.random()',
    keeps: 'const port = Math.round(x)',
  },
  {
    name: 'text in the core does not depend on where the reader lives',
    instead: 'use the formatting in src/lib, and compare with < and >',
    holds: inCore,
    pattern: /\.toLocale\w*\(|\.localeCompare\(|\bIntl\./,
    breaks: 'return n.toLocaleString()',
    keeps: 'return n.toString()',
  },
  {
    name: 'there are no classes in the core',
    instead: 'use plain data and functions: a World must survive JSON',
    holds: inCore,
    pattern: /^\s*(export\s+)?(default\s+)?(abstract\s+)?class\s+\w/,
    breaks: 'export class Node {',
    keeps: 'const classNames = 1',
  },
  {
    name: 'what is inside the World does not go through its door',
    instead: 'use the verb of the machine: sim/cluster/power.ts, sim/cluster/daemons.ts …',
    holds: (path) => inSource(path) && coreRooms.includes(roomOf(path) ?? ''),
    pattern: /['"][./\w-]*\/apply\.ts['"]/,
    breaks: "import { apply } from '../../sim/apply.ts'",
    keeps: "import { startDaemon } from '../../sim/cluster/daemons.ts'",
  },
  {
    name: 'no one reads the variables of others',
    instead: 'use frame.shows: what a program or opcode publishes (sim/run/shows.ts)',
    holds: (path) =>
      inSource(path) && !/^src\/sim\/(run|jobs)\//.test(path) && !owners.includes(path),
    pattern: /\bframe\??\.vars\b|\{[^{}]*\bvars\b[^{}]*\}\s*=[^=>]*\bframe\b/,
    breaks: "if (op.frame.vars.target === node) return 'starting'",
    keeps: 'if (op.frame.shows?.startsOn === node) p.vars.started = true',
  },
  {
    name: 'nothing below app is hidden state of a module',
    instead: 'use an argument, the World or the store; lazily() of src/lib for what is made once',
    holds: (path) => inSource(path) && roomOf(path) !== 'app',
    pattern: /^(export\s+)?let\s/,
    breaks: 'let engine: Engine | null = null',
    keeps: '  let now = start',
  },
  {
    name: 'the terminal emulator lives in console',
    instead: 'use what src/console exports',
    holds: outside('console'),
    pattern: /['"]@xterm\//,
    breaks: "import { Terminal } from '@xterm/xterm'",
    keeps: "const className = 'xterm'",
  },
  {
    name: 'stores live in session and class',
    instead: 'use the hook that they export',
    holds: (path) => outside('session')(path) && roomOf(path) !== 'class',
    pattern: /['"]zustand/,
    breaks: "import { create } from 'zustand'",
    keeps: "import { useApp } from '../session/store.ts'",
  },
  {
    name: 'React lives in .tsx files',
    instead: 'use a .tsx file, or keep the logic free of React',
    holds: (path) => inSource(path) && path.endsWith('.ts'),
    pattern: /['"]react(-dom)?(\/[\w-]+)?['"]/,
    breaks: "import { useState } from 'react'",
    keeps: "import { react } from './reaction.ts'",
  },
  {
    name: 'an effect gives back a clean-up or nothing',
    // React calls whatever an effect returns. In current browsers scrollIntoView() returns a promise.
    instead: 'use braces: useEffect(() => { … }), and return the clean-up by name',
    holds: inSource,
    pattern:
      /\buse(Layout|Insertion)?Effect\((\s*$|async\b|\(\)\s*=>(?!\s*\{))|\bref=\{\(?\w+\)?\s*=>(?!\s*\{)/,
    breaks: "useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [])",
    keeps: 'useEffect(() => {',
  },
  {
    name: 'what has the keyboard shows it',
    instead: 'use an outline; a transparent one beside a shadow gets its colour in forced colours',
    holds: (path) => path.endsWith('.css'),
    pattern: /\boutline(-style|-width)?:\s*(none|0)/,
    breaks: '  outline: none;',
    keeps: '  outline: 2px solid transparent;',
  },
  {
    name: 'types are known',
    instead: 'use unknown and narrow it, or a type parameter',
    holds: inCode,
    pattern: /\bas any\b(?=\s*[,;)\].]|$)|:\s*any(\[\])*\s*([,;)=|&>]|$)|<any[,>]/,
    breaks: 'function read(value: any) {',
    keeps: "const text = 'note: any node can do'",
  },
  {
    name: 'every test runs',
    // A browser that is not installed is said to be missing, and fails under CI.
    instead: 'use a test that runs, or none',
    holds: (path) => inCode(path) && path.startsWith('tests/') && !/firefox/.test(path),
    pattern: /\b(test|it|describe)(\.\w+)*\.(skip|only|todo|fails|skipIf|runIf)\b/,
    breaks: "test.skip('a thing', () => {})",
    keeps: "test.each(skipped)('a thing', () => {})",
  },
  {
    name: 'relative imports name the file',
    instead: "use the name with its extension: '../lib/result.ts'",
    holds: inCode,
    pattern: /(\bfrom\s+|\bimport\s+|\bimport\()['"]\.[^'"?]*\/[^'".?]+['"]/,
    breaks: "import { ok } from '../lib/result'",
    keeps: "import { ok } from '../lib/result.ts'",
  },
]

/** Rules about every line of text, comments included. */
export const textRules: readonly Rule[] = [
  {
    name: 'the compiler is not silenced',
    instead: 'use a type that fits; where a library is wrong, wrap it in one place',
    holds: inCode,
    pattern: /@ts-(ignore|nocheck|expect-error)/,
    breaks: '// @ts-ignore',
    keeps: "const tag = 'ts-ignore'",
  },
  {
    name: 'what is left to do is not left in the code',
    instead: 'use the issue tracker, or do it now',
    holds: (path) => inCode(path) || /\.(css|md)$/.test(path),
    pattern: /\b(TODO|FIXME)\b/,
    breaks: '// TODO: later',
    keeps: '// nothing to do here',
  },
  {
    name: 'the project speaks of itself alone',
    instead: 'use a path inside the project, or say where a recording comes from: a real cluster',
    holds: (path) => !path.startsWith('tests/house/'),
    pattern: /\/work\/|\bshared\/|\boracle\b/i,
    breaks: '// see /work/notes.md',
    keeps: '// see /srv/ganeti/shared-file-storage',
  },
]
