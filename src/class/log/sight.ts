import * as v from 'valibot'
import { SEATS } from './entry.ts'

/** What an instructor looks at on the page of a group: others who follow look at the same. */
export interface Sight {
  /** The node whose console is in front. */
  terminal: string
  /** The seat whose console that is; null: the console of the node itself. */
  login: string | null
  /** What stands on the prompt there and has not been entered. */
  typed: { text: string; cursor: number }
  /** What is open beside the picture, of what explains something to a class. */
  foot:
    | { show: 'legend' }
    | { show: 'changes' }
    | { show: 'plan'; terminal: string; line: string }
    | null
  view: 'is' | 'known'
  /** The part of the page that is shown where there is room for one. */
  part: 'picture' | 'guide' | 'console'
  /** What is looked at in the picture of many nodes. */
  look: { node: string | null; search: string; sorted: boolean }
}

const short = v.pipe(v.string(), v.maxLength(80))
/** The longest line that others see while it is typed, in characters. */
export const LONGEST_TYPED = 500
const typedText = v.pipe(v.string(), v.maxLength(LONGEST_TYPED))

export const sight: v.GenericSchema<unknown, Sight> = v.strictObject({
  terminal: short,
  login: v.nullable(v.picklist(SEATS)),
  typed: v.strictObject({
    text: typedText,
    cursor: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LONGEST_TYPED)),
  }),
  foot: v.nullable(
    v.variant('show', [
      v.strictObject({ show: v.literal('legend') }),
      v.strictObject({ show: v.literal('changes') }),
      v.strictObject({ show: v.literal('plan'), terminal: short, line: typedText }),
    ]),
  ),
  view: v.picklist(['is', 'known']),
  part: v.picklist(['picture', 'guide', 'console']),
  look: v.strictObject({ node: v.nullable(short), search: short, sorted: v.boolean() }),
})

/** An instructor leads: the pages of one group, or of all, show what they look at in a group. */
export interface Lead {
  group: string
  all: boolean
  sight: Sight
}
