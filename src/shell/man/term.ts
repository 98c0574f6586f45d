import { own } from '../../lib/own.ts'
import type { Term } from '../glossary/terms.ts'
import { paragraphs } from './gnt-page.ts'

/** What a page has besides the words of the glossary, by term. */
const MORE: Readonly<Record<string, { title: string; text: string }[]>> = {
  DRBD: [
    {
      title: 'Connection',
      text: `
cat /proc/drbd shows one line per minor. cs is the connection: Connected; WFConnection, which waits for the peer;
StandAlone, which does not; SyncSource and SyncTarget, while data is copied from or to this node.`,
    },
    {
      title: 'Disks',
      text: `
ds is the state of the disks, this node's first, then the peer's. UpToDate had every write when
the two were last connected. Inconsistent is
half-way through a resync and cannot be used alone. Outdated is whole, but known to be stale. Diskless has lost its
disk or has not attached it. DUnknown: without a connection, the state of the peer is not known.`,
    },
    {
      title: 'Degraded, stale, split',
      text: `
A copy is degraded while it is not connected to the other one, or not up to date itself. A copy is stale when its peer has
gone on without it: oos on the peer says how much it lacks. The copies have split when each has writes that the
other lacks. All three look alike in gnt-instance list, so look here before you force a failover.`,
    },
  ],
}

/** The manual page of a term: the words of the glossary, and where to read on. */
export function termPage(term: Term): string {
  return [
    `NAME\n       ${term.name} - what the word means here\n`,
    `DESCRIPTION\n${paragraphs(term.says, 7)}`,
    ...(own(MORE, term.name) ?? []).map(
      ({ title, text }) => `${title.toUpperCase()}\n${paragraphs(text, 7)}`,
    ),
    ...(term.see.length > 0 ? [`SEE ALSO\n       ${term.see.join(', ')}\n`] : []),
  ].join('\n')
}
