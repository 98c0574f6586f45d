import type { Lab } from '../../labs/lab.ts'
import type { Release } from '../../sim/releases.ts'
import { ROOM } from '../log/entry.ts'
import { newCode, newSecret } from './secrets.ts'
import type { LogStore } from './store.ts'

/** What a class is known by, kept with its logs. */
export interface Identity {
  /** Names these logs: a page that knows others forgets them. */
  log: string
  /** Opens the wall. */
  secret: string
}

/** The identity of the logs in a store; made when there is none. */
export async function identityIn(store: LogStore): Promise<Identity> {
  return {
    log: await store.noteOnce('log', newSecret()),
    secret: await store.noteOnce('secret', newSecret()),
  }
}

/** Adds groups until there are so many, each with a lab open. Groups that exist stay as they are. */
export async function addGroups(
  store: LogStore,
  wanted: number,
  lab: Lab,
  release: Release,
): Promise<void> {
  const there = new Set((await store.groups()).map(({ id }) => id))
  for (let number = 1; there.size < wanted; number++) {
    const id = `g${number}`
    if (there.has(id)) continue
    // A code may be taken: then another is drawn.
    while (!(await store.addGroup({ id, name: `Group ${number}`, code: newCode() })))
      if ((await store.groups()).some((row) => row.id === id)) break
    there.add(id)
  }
  for (const { id } of await store.groups()) {
    const what = { do: 'lab', lab: lab.id, release } as const
    await store.append(id, { n: 1, at: 0, real: store.now(), by: ROOM, id: 'start', what })
  }
}
