import * as v from 'valibot'

/** What an instructor looks at on the page of a group: others who follow look at the same. */
export interface Sight {
  /** The node whose console is in front. */
  terminal: string
  view: 'is' | 'known'
  /** The part of the page that is shown where there is room for one. */
  part: 'picture' | 'guide' | 'console'
  /** What is looked at in the picture of many nodes. */
  look: { node: string | null; search: string; sorted: boolean }
}

const short = v.pipe(v.string(), v.maxLength(80))

export const sight: v.GenericSchema<unknown, Sight> = v.strictObject({
  terminal: short,
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
