import * as v from 'valibot'
import type { Lab } from '../labs/lab.ts'
import { type Progress, TROUBLE_KINDS } from '../labs/progress.ts'
import type { Input } from '../sim/input.ts'
import { RELEASES } from '../sim/releases.ts'
import { SAVE_FORMAT, SAVE_VERSION, type Save } from './save.ts'
import type { Session } from './session.ts'

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
  lab: v.nullable(v.union([v.string(), v.object({ source: v.string() })])),
  progress: v.object({
    began: v.optional(v.number(), 0),
    done: v.array(v.object({ goal: v.string(), at: v.number() })),
    wrong: v.array(v.object({ turn: v.string(), at: v.number() })),
    typed: v.array(v.object({ node: v.string(), line: v.string() })),
    path: v.optional(v.record(v.string(), v.object({ at: v.number(), what: v.string() })), {}),
    trouble: v.optional(v.record(v.picklist(TROUBLE_KINDS), v.number()), {}),
    diagnosis: v.optional(v.nullable(v.string()), null),
  }),
  began: v.optional(v.number(), 0),
  inputs: v.array(logged),
  undone: v.array(logged),
  now: v.number(),
  world: v.looseObject({
    version: v.literal(1),
    release: v.picklist(RELEASES),
    epochMs: v.number(),
    now: v.number(),
    machines: v.record(v.string(), v.looseObject({ name: v.string(), ip: v.string() })),
    openJobs: v.array(v.number()),
    jobs: v.record(v.string(), v.looseObject({ id: v.number(), status: v.string() })),
    terminals: v.record(v.string(), v.looseObject({ stack: v.array(v.looseObject({})) })),
    alarms: v.array(v.object({ at: v.number(), number: v.number(), what: input })),
  }),
  shown: v.array(
    v.object({ at: v.number(), terminal: v.string(), stream: v.string(), text: v.string() }),
  ),
})

/**
 * The lab that a save names or holds. Without it a sitting could neither be judged nor replayed, so it is not opened
 * without: `error` says why there is none, as a sentence.
 */
export type LabOfSave = { ok: true; lab: Lab | null } | { ok: false; error: string }

export type Restored = { ok: true; session: Session } | { ok: false; error: string }

/** Reads a save. Anything that is none is refused with a sentence; nothing is changed. */
export function restore(data: unknown, found: LabOfSave): Restored {
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
  if (!found.ok) return found
  const save = data as Save
  const { definition, inputs, undone, now, world, shown } = save
  const { progress, began } = checked.output
  return {
    ok: true,
    session: {
      definition,
      lab: found.lab,
      progress,
      world,
      began,
      now,
      inputs: inputs as { at: number; input: Input }[],
      undone,
      shown,
      shownLength: shown.length,
      checkpoints: startOf(save, progress),
    },
  }
}

/**
 * A save holds no checkpoints. Undo starts from the beginning, whose World is drawn again when it is
 * first needed.
 */
const startOf = (
  { world, now, inputs, shown }: Save,
  progress: Progress,
): Session['checkpoints'] => [
  { at: now, world, progress, inputs: inputs.length, shown: shown.length },
]
