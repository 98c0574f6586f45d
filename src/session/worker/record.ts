import type { Engine } from '../engine.ts'
import type { Recording } from '../recording/recording.ts'
import { recordingSince } from '../recording/rerecord.ts'
import { openSession, type Session } from '../session.ts'

/** A request to the worker: what the time strip shows of a session, which is played again for it. */
export interface RecordRequest {
  record: Pick<Session, 'lab' | 'definition' | 'from' | 'inputs' | 'now'>
}

/** The recording of a session; null where there is none. May take seconds, so pages use a worker. */
export function recordedAgain(engine: Engine, { record }: RecordRequest): Recording | null {
  const { lab, definition, from } = record
  try {
    return recordingSince(openSession(engine, definition, lab, from), record)
  } catch {
    return null
  }
}
