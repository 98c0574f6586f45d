import * as v from 'valibot'
import type { Progress } from '../labs/progress.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Emission, Input } from '../sim/input.ts'
import { RELEASES } from '../sim/releases.ts'
import type { World } from '../sim/world.ts'
import { type LoggedInput, type Session, shownBy } from './session.ts'

/** The version of save files that this program writes. Older ones are read, newer ones are set aside. */
export const SAVE_VERSION = 1
const SAVE_FORMAT = 'ganeti-lab session'
/** Terminal output kept in a save, in entries, newest. */
const SHOWN_KEPT = 4000

/** A session as a file or a record in storage: plain JSON. */
export interface Save {
  format: typeof SAVE_FORMAT
  version: number
  definition: ClusterDefinition
  lab: string | null
  progress: Progress
  inputs: LoggedInput[]
  undone: LoggedInput[]
  now: number
  world: World
  shown: Emission[]
}

export const saveOf = (session: Session): Save => ({
  format: SAVE_FORMAT,
  version: SAVE_VERSION,
  definition: session.definition,
  lab: session.lab,
  progress: session.progress,
  inputs: session.inputs,
  undone: session.undone,
  now: session.now,
  world: session.world,
  shown: shownBy(session).slice(-SHOWN_KEPT),
})

const input = v.looseObject({ kind: v.string() })
const logged = v.object({ at: v.number(), input })
const saveSchema = v.object({
  format: v.literal(SAVE_FORMAT),
  version: v.number(),
  definition: v.looseObject({
    release: v.picklist(RELEASES),
    master: v.string(),
    nodes: v.array(v.looseObject({ name: v.string(), ip: v.string() })),
    instances: v.array(v.looseObject({ name: v.string() })),
  }),
  lab: v.nullable(v.string()),
  progress: v.object({
    done: v.array(v.object({ goal: v.string(), at: v.number() })),
    wrong: v.array(v.object({ turn: v.string(), at: v.number() })),
    typed: v.array(v.object({ node: v.string(), line: v.string() })),
  }),
  inputs: v.array(logged),
  undone: v.array(logged),
  now: v.number(),
  world: v.looseObject({
    version: v.literal(1),
    release: v.picklist(RELEASES),
    epochMs: v.number(),
    now: v.number(),
    machines: v.record(v.string(), v.looseObject({ name: v.string(), ip: v.string() })),
    jobs: v.record(v.string(), v.looseObject({ id: v.number(), status: v.string() })),
    terminals: v.record(v.string(), v.looseObject({ stack: v.array(v.looseObject({})) })),
    alarms: v.array(v.object({ at: v.number(), number: v.number(), what: input })),
  }),
  shown: v.array(
    v.object({ at: v.number(), terminal: v.string(), stream: v.string(), text: v.string() }),
  ),
})

export type Restored = { ok: true; session: Session } | { ok: false; error: string }

/** Reads a save. Anything that is none is refused with a sentence; nothing is changed. */
export function restore(data: unknown): Restored {
  const version = (data as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > SAVE_VERSION)
    return {
      ok: false,
      error: `This session file is from a newer version (${version}; this is ${SAVE_VERSION}). Nothing was changed. Open it with that version or later.`,
    }
  const checked = v.safeParse(saveSchema, data)
  if (!checked.success) {
    const issue = checked.issues[0]
    const where = issue.path?.map((part) => String(part.key)).join('.') ?? 'the file itself'
    return { ok: false, error: `This is no session file: ${where}: ${issue.message}.` }
  }
  const save = data as Save
  const { definition, lab, progress, inputs, undone, now, world, shown } = save
  return {
    ok: true,
    session: {
      definition,
      lab,
      progress,
      world,
      now,
      inputs: inputs as { at: number; input: Input }[],
      undone,
      shown,
      shownLength: shown.length,
      checkpoints: startOf(save),
    },
  }
}

/**
 * A save holds no checkpoints. Undo starts from the beginning, whose World is drawn again when it is
 * first needed.
 */
const startOf = ({ world, progress, now, inputs, shown }: Save): Session['checkpoints'] => [
  { at: now, world, progress, inputs: inputs.length, shown: shown.length },
]
