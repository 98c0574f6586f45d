import { t } from '../../lib/language/t.ts'
import { actions } from '../actions.ts'
import type { Recording } from '../recording/recording.ts'
import type { Session } from '../session.ts'
import { useApp } from '../store.ts'

/** What the line under the picture says of it. */
const MOMENT = {
  link: t`This is the moment that the link holds.`,
  file: t`This is the moment at which the file was saved.`,
} as const

/** Opens a session that came from outside and was checked. The session before it can be restored. */
export function openGiven(session: Session, recording: Recording, origin: 'file' | 'link'): void {
  const { session: before, recording: strip, previous, together } = useApp.getState()
  if (together) return together.refuse(t`open a session`)
  const touched = before.inputs.length > 0
  actions.adopt(session, {
    ...(touched ? { previous: before, previousRecording: strip } : { previous }),
    speed: 'paused',
    recording,
    happened: { at: session.now, what: '', more: MOMENT[origin] },
  })
  actions.notify({
    kind: 'import',
    text: t`The session from the ${origin} is open. The clock is paused.`,
    ...(touched ? { action: { label: t`Restore the previous one`, run: takeBackImport } } : {}),
  })
}

function takeBackImport(): void {
  actions.takeBackStart()
  actions.dismiss('import')
}
