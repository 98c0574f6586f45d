import { parentPort } from 'node:worker_threads'
import { labNamed } from '../../door/catalogue.ts'
import { readForeignLab } from '../../labs/format/read.ts'
import type { Lab } from '../../labs/lab.ts'
import { ENGINE } from '../../session/engine.ts'
import { type Digested, digestedTo, NOTHING_DIGESTED } from '../log/digested.ts'
import type { Entry } from '../log/entry.ts'
import { labsIn } from '../log/play.ts'
import { lean, type Snapshot, snapshotOf } from '../log/snapshot.ts'
import type { ArbiterAnswer, ArbiterRequest } from './arbiter.ts'

/** What is known of a group: its log as far as it was played, and what is still to be played. */
interface Arbitrated {
  digested: Digested
  waiting: readonly Entry[]
  /** Of what was played last, if someone has asked for it. */
  snapshot: Snapshot | null
}

const UNKNOWN: Arbitrated = {
  digested: NOTHING_DIGESTED,
  waiting: [],
  snapshot: null,
}

const labs = new Map<string, Lab>()
const groups = new Map<string, Arbitrated>()

/** Reads the labs that entries open, each once. */
function readLabs(entries: readonly Entry[]): void {
  const { ids, sources } = labsIn(entries)
  for (const id of ids) {
    const lab = labs.get(id) ?? labNamed(id)
    if (lab) labs.set(id, lab)
  }
  for (const source of sources) {
    const read = readForeignLab(source)
    if (read.ok) labs.set(source, read.lab)
  }
}

/** Plays the entries of a group up to `n`; those behind it wait. */
function playedTo({ group, entries }: ArbiterRequest, n: number): Arbitrated {
  readLabs(entries)
  const before = groups.get(group) ?? UNKNOWN
  const all = [...before.waiting, ...entries]
  const due = all.filter((entry) => entry.n <= n)
  const waiting = all.filter((entry) => entry.n > n)
  const { watched, kept } = digestedTo(ENGINE, labs, before.digested, due)
  const next: Arbitrated = {
    digested: { watched: { ...watched, played: lean(watched.played) }, kept },
    waiting,
    snapshot: due.length === 0 ? before.snapshot : null,
  }
  groups.set(group, next)
  return next
}

function answerTo(asked: ArbiterRequest): unknown {
  const { wants } = asked
  if (wants.is === 'comparison') {
    // No further than a page has come: what is asked about later is still to be played then.
    const known = playedTo(asked, wants.n).digested.kept.find(({ n }) => n === wants.n)
    return known && known.digest !== wants.digest ? known.world : null
  }
  const group = playedTo(asked, wants.n)
  group.snapshot ??= snapshotOf(group.digested.watched)
  return group.snapshot
}

parentPort?.on('message', (asked: ArbiterRequest) => {
  const answer: ArbiterAnswer = { request: asked.request, result: answerTo(asked) }
  parentPort?.postMessage(answer)
})
