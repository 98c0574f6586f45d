import { parseArgs } from 'node:util'
import { RELEASES, type Release } from '../../sim/releases.ts'

/** How a class is served. */
export interface ServerOptions {
  port: number
  /** The address to listen on; null: every one of this computer. */
  host: string | null
  /** The folder of the logs. */
  data: string
  /** How many groups there are at least. */
  groups: number
  /** The lab that a new group finds open. */
  lab: string
  /** Its release; null: the first one that the lab is for. */
  release: Release | null
  /** Whether those who have no code may wait until the instructor puts them into a group. */
  waiting: boolean
  /** The address of a Redis server that keeps the logs; null: they are in a file of the folder. */
  redis: string | null
}

export const HELP = `Serves ganeti-lab to a class: each group shares one cluster.

Usage: npm run class -- [options]

  --port PORT       port to listen on (default: 4700)
  --host ADDRESS    address to listen on (default: every address of this computer)
  --data FOLDER     folder for the logs of the groups (default: ./class-data)
  --groups NUMBER   number of groups (default: 6); groups that exist are kept
  --lab ID          lab that a new group finds open (default: picture)
  --release NUMBER  release of Ganeti for that lab: ${RELEASES.join(', ')}
  --waiting-room    lets people without a code wait until you put them into a group
  --redis URL       keeps the logs on a Redis server, which several servers may share
  --help            prints this text

Ctrl-C ends the class. Started again with the same folder, it goes on where it was.
`

const MOST_GROUPS = 500

const numberIn = (text: string, name: string, least: number, most: number): number => {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${text}".`)
}

/** Reads the command line; null where help is asked for. Throws a sentence where it cannot be read. */
export function readOptions(argv: readonly string[]): ServerOptions | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '4700' },
      host: { type: 'string' },
      data: { type: 'string', default: 'class-data' },
      groups: { type: 'string', default: '6' },
      lab: { type: 'string', default: 'picture' },
      release: { type: 'string' },
      'waiting-room': { type: 'boolean', default: false },
      redis: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const release = RELEASES.find((known) => known === values.release)
  if (values.release !== undefined && release === undefined)
    throw new Error(`--release must be one of ${RELEASES.join(', ')}, not "${values.release}".`)
  if (values.redis !== undefined && !/^rediss?:\/\//.test(values.redis))
    throw new Error('--redis must be an address like redis://localhost:6379.')
  return {
    port: numberIn(values.port, '--port', 0, 65_535),
    host: values.host ?? null,
    data: values.data,
    groups: numberIn(values.groups, '--groups', 1, MOST_GROUPS),
    lab: values.lab,
    release: release ?? null,
    waiting: values['waiting-room'],
    redis: values.redis ?? null,
  }
}
