import * as v from 'valibot'
import { t } from '../../../lib/language/t.ts'
import {
  type Branch,
  FIRST_WAY,
  LONGEST_NAME,
  MOST_BRANCHES,
  type Way,
  type Ways,
  wholeWay,
} from '../../history/branches.ts'
import { list, shape, text, time } from './plain.ts'
import { inOrder, loggedInputs } from './save.ts'

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1e9))
const name = v.pipe(text, v.maxLength(LONGEST_NAME))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const way = shape<Way>({ id, name })
const branch = shape<Branch>({
  id,
  name,
  on: id,
  shares: count,
  inputs: loggedInputs,
  until: time,
})

/** The ways of a session, in data from outside: one, where it says nothing of them. */
export const ways = v.looseObject({
  way: v.optional(way, FIRST_WAY),
  branches: v.optional(list(branch, MOST_BRANCHES), []),
})

/** A session as far as its ways are concerned. */
type Whole = Ways & Parameters<typeof wholeWay>[0] & { began: number }

/** What does not fit together in the ways of a session, as the rest of a sentence. */
export function waysProblem(session: Whole): string | undefined {
  const { way: present, branches, began } = session
  const ids = new Set([present.id, ...branches.map((one) => one.id)])
  if (ids.size !== branches.length + 1) return t`branches: two have the same number`
  const known = new Map([[present.id, wholeWay(session)]])
  // Those whose beginning is known, again and again: in a circle no beginning is ever known.
  let left = branches
  while (left.length > 0) {
    const next = left.filter(({ on }) => !known.has(on))
    if (next.length === left.length) return t`branches: one does not lead to the present`
    for (const one of left) {
      const before = known.get(one.on)
      if (!before || known.has(one.id)) continue
      const whole = [...before.slice(0, one.shares), ...one.inputs]
      if (one.inputs.length === 0) return t`branches: one has no inputs`
      if (one.shares > before.length) return t`branches: one shares more than there is`
      if (!inOrder(whole) || (whole[0]?.at ?? began) < began || (whole.at(-1)?.at ?? 0) > one.until)
        return t`branches: the inputs of one are not in order`
      known.set(one.id, whole)
    }
    left = next
  }
  return undefined
}
