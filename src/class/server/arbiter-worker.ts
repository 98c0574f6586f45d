import { type MessagePort, parentPort } from 'node:worker_threads'
import { labNamed } from '../../door/catalogue.ts'
import { readForeignLab } from '../../labs/format/read.ts'
import type { Lab } from '../../labs/lab.ts'
import { ENGINE } from '../../session/engine.ts'
import { type Digested, digestedTo, NOTHING_DIGESTED } from '../log/digested.ts'
import type { Entry } from '../log/entry.ts'
import { labsIn, type WantedLabs } from '../log/play.ts'
import { fromSnapshot, lean, type Snapshot, snapshotOf } from '../log/snapshot.ts'
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

/** Reads the labs that are wanted, each once. */
function read({ ids, sources }: WantedLabs): void {
  for (const id of ids) {
    const lab = labs.get(id) ?? labNamed(id)
    if (lab) labs.set(id, lab)
  }
  for (const source of sources) {
    const found = readForeignLab(source)
    if (found.ok) labs.set(source, found.lab)
  }
}

/** What a group begins with: what was kept of it, if that can be read here. */
async function begun(kept: Snapshot | null): Promise<Arbitrated> {
  if (!kept) return UNKNOWN
  const watched = await fromSnapshot(ENGINE, kept.text, async (wanted) => {
    read(wanted)
    return labs
  })
  return { ...UNKNOWN, digested: { watched, kept: [] } }
}

/** Plays the entries of a group up to `n`; those behind it wait. */
async function playedTo(asked: ArbiterRequest, n: number): Promise<Arbitrated> {
  const { group, entries } = asked
  read(labsIn(entries))
  const before = groups.get(group) ?? (await begun(asked.kept))
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

async function answerTo(asked: ArbiterRequest): Promise<unknown> {
  const { wants } = asked
  if (wants.is === 'comparison') {
    // No further than a page has come: what is asked about later is still to be played then.
    const { digested } = await playedTo(asked, wants.n)
    const known = digested.kept.find(({ n }) => n === wants.n)
    return known && known.digest !== wants.digest ? known.world : null
  }
  const group = await playedTo(asked, wants.n)
  group.snapshot ??= snapshotOf(group.digested.watched)
  return group.snapshot
}

/** Answers one after the other, as they were asked. What fails ends the thread, as it would without a promise. */
function serve(port: MessagePort): void {
  let last: Promise<void> = Promise.resolve()
  port.on('message', (asked: ArbiterRequest) => {
    last = last.then(async () => {
      const answer: ArbiterAnswer = { request: asked.request, result: await answerTo(asked) }
      port.postMessage(answer)
    })
  })
}

if (parentPort) serve(parentPort)
