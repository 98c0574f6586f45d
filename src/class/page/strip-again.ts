import { newsAt, withEarlier } from '../../session/recording/recording.ts'
import type { Session } from '../../session/session.ts'
import { useApp } from '../../session/store.ts'
import { inWorker } from '../../session/worker/in-worker.ts'

/**
 * Plays a session again beside the page, and puts what the time strip shows of it before what was recorded since. Without
 * that, the strip begins where the page came in, and nothing seems to have happened before.
 */
export async function recordAside(session: Session): Promise<void> {
  const { lab, definition, from, inputs, now } = session
  const question = { record: { lab, definition, from, inputs, now } }
  const earlier = await inWorker(
    (reader) => reader.recordInWorker(question),
    (foreign, engine) => foreign.recordedAgain(engine, question),
  ).catch(() => null)
  if (!earlier) return
  useApp.setState(({ session: present, recording, happened }) => {
    if (present.definition !== definition) return {}
    const whole = withEarlier(recording, earlier)
    return { recording: whole, happened: happened ?? newsAt(whole, present) }
  })
}
