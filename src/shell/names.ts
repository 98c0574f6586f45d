import { compare } from '../lib/order.ts'
import { own } from '../lib/own.ts'
import { remembered } from '../lib/remembered.ts'
import type { Program } from '../sim/run/program.ts'
import { ABSENT } from './absent.ts'

/** Internal programs, reached by a path only. */
const BY_PATH: Readonly<Record<string, string>> = {
  '/usr/lib/ganeti/daemon-util': 'daemon-util',
  '/usr/lib64/ganeti/daemon-util': 'daemon-util',
  '/etc/init.d/ganeti': 'ganeti-init',
  '/usr/lib/ganeti/iallocators/hail': 'hail',
}

const IN_SBIN = new Set(
  'halt poweroff reboot shutdown init ip ifconfig ifdown ifup iptables brctl lvcreate lvremove lvrename lvs vgs pvs drbdsetup drbdadm drbd-overview service'.split(
    ' ',
  ),
)
const IN_BIN = new Set(
  'bash cat date dmesg echo grep hostname kill ls more ping ps pwd rm sleep true false uname zcat'.split(
    ' ',
  ),
)

/** Where a program lies on a node's disk. */
export const pathOf = (name: string): string => {
  if (name.startsWith('gnt-') || name.startsWith('ganeti-')) return `/usr/sbin/${name}`
  if (IN_SBIN.has(name)) return `/sbin/${name}`
  return IN_BIN.has(name) ? `/bin/${name}` : `/usr/bin/${name}`
}

/** Programs that a line may name, without what the engine calls by inner names. */
export const namesOf = (programs: Record<string, Program>): string[] => [...typable(programs)]

const typable = remembered((programs: Record<string, Program>): ReadonlySet<string> => {
  const inner = new Set(Object.values(BY_PATH))
  return new Set(Object.keys(programs).filter((name) => !name.includes(' ') && !inner.has(name)))
})

/** The engine's name of the program that a typed name starts; undefined when there is none. */
export function programNamed(typed: string, programs: Record<string, Program>): string | undefined {
  const special = own(BY_PATH, typed)
  if (special !== undefined) return Object.hasOwn(programs, special) ? special : undefined
  const path = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/.exec(typed)
  const name = path?.[1] ?? typed
  return typable(programs).has(name) ? name : undefined
}

/** What bash says of a command that does not exist, and what it could have been. */
export function notFound(
  words: readonly string[],
  programs: Record<string, Program>,
): { status: number; text: string } {
  const [typed = ''] = words
  const absent = own(ABSENT, typed)
  if (absent !== undefined)
    return { status: 127, text: `bash: ${typed}: not part of this trainer. ${absent}\n` }
  if (typed.includes('/'))
    return { status: 127, text: `bash: ${typed}: No such file or directory\n` }
  const hint = suggestion(words, programs)
  return {
    status: 127,
    text: `bash: ${typed}: command not found\n${hint === null ? '' : `Did you mean this?  ${hint}\n`}`,
  }
}

/** No one is led to switch a node off by a far-fetched guess. */
const ENDS = new Set(['halt', 'init', 'poweroff', 'reboot', 'shutdown'])

function suggestion(words: readonly string[], programs: Record<string, Program>): string | null {
  const [typed = '', second = '', ...more] = words
  const names = namesOf(programs)
  const pasted = /^(?:\S+@\S+[#$]|[$#%>])$/.test(typed) && second !== ''
  if (pasted) return [second, ...more].join(' ')
  const rest = words.slice(1).join(' ')
  const join = (name: string, after: string) => (after === '' ? name : `${name} ${after}`)
  if (typed === 'gnt' && names.includes(`gnt-${second}`))
    return join(`gnt-${second}`, more.join(' '))
  if (names.includes(`gnt-${typed}`)) return join(`gnt-${typed}`, rest)
  const lower = typed.toLowerCase().replaceAll('_', '-')
  const limit = lower.length < 5 ? 1 : lower.length < 8 ? 2 : 3
  const near = names
    .map((name) => ({ name, away: distance(lower, name) }))
    .filter(({ away, name }) => away <= Math.min(ENDS.has(name) ? 1 : limit, name.length - 1))
    .sort((a, b) => a.away - b.away || compare(a.name, b.name))[0]
  return near ? join(near.name, rest) : null
}

/** Letters to add, drop, change or swap until one word is the other. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + cost,
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 0
}
