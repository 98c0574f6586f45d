/** The rooms of src/ and the rooms each may import from. Doors open one way: see src/README.md. */
const core = ['lib', 'sim', 'gnt', 'shell', 'labs']
const screen = [...core, 'session', 'diagram', 'ui']

const doors: Record<string, readonly string[]> = {
  lib: [],
  sim: ['lib'],
  gnt: ['lib', 'sim'],
  shell: ['lib', 'sim', 'gnt'],
  labs: ['lib', 'sim', 'gnt', 'shell'],
  session: core,
  diagram: ['lib', 'sim'],
  ui: ['lib'],
  console: screen,
  guide: screen,
  timeline: screen,
  door: screen,
  class: [...screen, 'door'],
}

/** The rooms whose code runs anywhere and gives the same result every time. */
export const coreRooms: readonly string[] = core

/** src/sim/jobs/job.ts is in the room sim; src/main.tsx is in no room. */
export function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1]
}

/** The path that a relative import leads to: ('src/gnt/node/list.ts', '../../lib/x.ts') → src/lib/x.ts */
export function targetOf(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}

/** The modules that a line of code imports, also for types and on demand. */
export function importsOf(code: string): string[] {
  const found = code.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()(['"])([^'"]+)\1/g)
  return [...found].flatMap((match) => match[2] ?? [])
}

/** Why this import is not allowed in this file, or undefined where it is. */
export function closedDoor(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const from = roomOf(path)
  const to = roomOf(targetOf(path, specifier))
  if (from === undefined || from === to) return undefined
  if (to === 'app') return 'no one imports app; use a prop, or a module of a lower room'
  // The server of a class sends the headers that the build writes into the page.
  if (path.startsWith('src/class/server/') && targetOf(path, specifier) === '.ci/headers.ts')
    return undefined
  if (to === undefined) return 'rooms import rooms; use a path inside src/<room>/'
  if (from === 'app') return undefined
  const open = doors[from]
  if (open === undefined) return `no room ${from} is planned; use one of the rooms in src/README.md`
  if (open.includes(to)) return undefined
  return `${from} does not see ${to}; use ${open.join(', ') || 'nothing but lib itself'}, or pass it in`
}
