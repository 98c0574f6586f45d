import type { Entry, GroupAction } from '../../src/class/log/entry.ts'
import type { ToPage, ToServer } from '../../src/class/log/protocol.ts'
import { Hall, type HallOptions } from '../../src/class/server/hall.ts'
import { memoryStore } from './memory-store.ts'

export const CLASS = { secret: 'the secret', build: 'b', log: 'l' }

export const LINE: GroupAction = {
  do: 'input',
  input: { kind: 'line', terminal: 'nodeA~1', text: 'gnt-node list' },
}

/** A hall with two groups, whose codes are abc234 and xyz789. */
export async function twoGroups(more: Partial<HallOptions> = {}) {
  const store = memoryStore()
  await store.addGroup({ id: 'g1', name: 'Group 1', code: 'abc234' })
  await store.addGroup({ id: 'g2', name: 'Group 2', code: 'xyz789' })
  const hall = await Hall.open({ store, ...CLASS, ...more })
  return { store, hall }
}

/** A page, as the hall sees it. */
export interface Client {
  heard: ToPage[]
  closed: () => boolean
  say: (message: ToServer | object | string) => void
  /** Resolves to the first message of a kind. */
  until: <K extends ToPage['is']>(is: K) => Promise<Extract<ToPage, { is: K }>>
  entries: () => Entry[]
  gone: () => void
}

export function connect(hall: Hall, from = '10.0.0.1'): Client {
  const heard: ToPage[] = []
  let closed = false
  const caller = hall.connect({
    from,
    send: (message) => void heard.push(JSON.parse(JSON.stringify(message))),
    waiting: () => 0,
    close: () => {
      closed = true
    },
  })
  return {
    heard,
    closed: () => closed,
    say: (message) => caller.hear(typeof message === 'string' ? message : JSON.stringify(message)),
    async until(is) {
      for (let tries = 0; tries < 1000; tries++) {
        const found = heard.find((message) => message.is === is)
        if (found) return found as Extract<ToPage, { is: typeof is }>
        await new Promise((go) => setTimeout(go, 5))
      }
      throw new Error(`heard ${JSON.stringify(heard)}, but no ${is}`)
    },
    entries: () => heard.flatMap((message) => (message.is === 'entries' ? message.entries : [])),
    gone: caller.gone,
  }
}

export async function join(hall: Hall, name: string, code = 'abc234'): Promise<Client> {
  const client = connect(hall)
  client.say({ is: 'join', code, name, from: 0, log: '' })
  await client.until('joined')
  return client
}

export async function openWall(hall: Hall): Promise<Client> {
  const wall = connect(hall)
  wall.say({ is: 'wall', secret: 'the secret', from: {}, log: '' })
  await wall.until('wall')
  return wall
}

export const post = (client: Client, id: string, what: GroupAction, group?: string): void =>
  client.say({ is: 'post', id, what, seen: 1000, ...(group === undefined ? {} : { group }) })

export const settled = (): Promise<void> => new Promise((go) => setTimeout(go, 20))
