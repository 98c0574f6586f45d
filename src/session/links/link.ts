import { t } from '../../lib/language/t.ts'
import { visible } from '../../lib/text/visible.ts'
import { RELEASES, type Release } from '../../sim/releases.ts'

/** What a link opens: the part of an address after its #. */
export type Opens =
  | { is: 'lab'; lab: string; release?: Release; goal?: string; seed?: number }
  | { is: 'free'; release?: Release }
  | { is: 'state'; state: string }
  | { is: 'cluster'; cluster: string }

/** A link: what it opens (null: nothing, the session stays), and whether it presents it. Or why it cannot be opened. */
export type Link = { ok: true; opens: Opens | null; presents: boolean } | { ok: false; why: string }

/** The lab that the number of a drill belongs to. */
export const DRILLS = 'drills'

/**
 * The characters that a state takes in a link. Chat programs, mail and slides pass on addresses of this length, and
 * browsers and servers take them; longer ones are cut off somewhere.
 */
export const LONGEST_STATE = 8000
/** Far more than any other link of this page has. */
const LONGEST_PLAIN = 400

const KEYS = ['lab', 'drill', 'free', 'state', 'cluster', 'release', 'goal', 'present'] as const
type Key = (typeof KEYS)[number]
const SUBJECTS: readonly Key[] = ['lab', 'drill', 'free', 'state', 'cluster']

/** Those whose value is packed data. */
const PACKED: readonly Key[] = ['state', 'cluster']

class BadLink extends Error {}

/** A piece of a stranger's link, fit to be shown in a sentence. */
const quoted = (text: string): string => {
  const shown = visible(text.length > 40 ? `${text.slice(0, 40)}…` : text)
  return `“${shown}”`
}

/** Reads the fragment of an address, with or without its #. Null where there is none. Reads hostile ones, too. */
export function readLink(fragment: string): Link | null {
  const text = fragment.replace(/^#/, '')
  if (text === '') return null
  try {
    return { ok: true, ...linkIn(partsOf(text)) }
  } catch (problem) {
    if (problem instanceof BadLink) return { ok: false, why: problem.message }
    throw problem
  }
}

function partsOf(text: string): Map<Key, string> {
  if (text.length > LONGEST_STATE + LONGEST_PLAIN) throw new BadLink(t`It is too long.`)
  const parts = new Map<Key, string>()
  for (const part of text.split('&')) {
    const [name = '', ...rest] = part.split('=')
    const key = KEYS.find((known) => known === name)
    if (!key) throw new BadLink(t`It asks for ${quoted(name)}, which this page does not know.`)
    if (parts.has(key)) throw new BadLink(t`It says ${key} twice.`)
    const value = rest.join('=')
    if (!PACKED.includes(key) && value.length > LONGEST_PLAIN) throw new BadLink(t`It is too long.`)
    parts.set(key, decoded(value))
  }
  return parts
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    throw new BadLink(t`It is damaged.`)
  }
}

function linkIn(parts: Map<Key, string>): { opens: Opens | null; presents: boolean } {
  const presents = parts.has('present')
  const [subject, other] = SUBJECTS.filter((key) => parts.has(key))
  if (other) throw new BadLink(t`It asks for both ${subject} and ${other}.`)
  const goal = parts.get('goal')
  if (goal !== undefined && subject !== 'lab' && subject !== 'drill')
    throw new BadLink(t`It names a goal, but no lab.`)
  const release = releaseIn(parts.get('release'))
  if (release && (subject === undefined || PACKED.includes(subject)))
    throw new BadLink(t`It names a release, but no lab.`)
  const more = { ...(release ? { release } : {}), ...(goal === undefined ? {} : { goal }) }
  switch (subject) {
    case 'lab':
      return { opens: { is: 'lab', lab: parts.get('lab') ?? '', ...more }, presents }
    case 'drill':
      return {
        opens: { is: 'lab', lab: DRILLS, seed: numberIn(parts.get('drill')), ...more },
        presents,
      }
    case 'free':
      return { opens: { is: 'free', ...(release ? { release } : {}) }, presents }
    case 'state':
      return { opens: { is: 'state', state: parts.get('state') ?? '' }, presents }
    case 'cluster':
      return { opens: { is: 'cluster', cluster: parts.get('cluster') ?? '' }, presents }
    default:
      return { opens: null, presents }
  }
}

function releaseIn(text: string | undefined): Release | undefined {
  if (text === undefined) return undefined
  const release = RELEASES.find((known) => known === text)
  if (release) return release
  throw new BadLink(
    t`There is no release ${quoted(text)}. The releases are ${RELEASES.join(', ')}.`,
  )
}

function numberIn(text = ''): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new BadLink(t`${quoted(text)} is not the number of a drill.`)
}

/** The address of this page with a fragment. */
export function addressOf(fragment: string): string {
  const { origin, pathname, search } = window.location
  return `${origin}${pathname}${search}${fragment}`
}

/** The fragment that opens this, with its #. */
export function linkTo(opens: Opens | null, presents = false): string {
  const parts: string[] = []
  const add = (key: Key, value?: string | number) =>
    parts.push(value === undefined ? key : `${key}=${encodeURIComponent(value)}`)
  if (opens?.is === 'lab') {
    if (opens.seed !== undefined && opens.lab === DRILLS) add('drill', opens.seed)
    else add('lab', opens.lab)
  } else if (opens?.is === 'state') add('state', opens.state)
  else if (opens?.is === 'cluster') add('cluster', opens.cluster)
  else if (opens) add('free')
  if (opens && 'release' in opens && opens.release) add('release', opens.release)
  if (opens?.is === 'lab' && opens.goal !== undefined) add('goal', opens.goal)
  if (presents) add('present')
  return `#${parts.join('&')}`
}
