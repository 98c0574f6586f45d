import { actions } from './actions.ts'
import type { Recording } from './recording.ts'
import type { Session } from './session.ts'
import { useApp } from './store.ts'

/** Opens a session that came from outside and was checked. The session before it can be restored. */
export function openGiven(session: Session, recording: Recording, origin: 'file' | 'link'): void {
  const { session: before, recording: strip, previous } = useApp.getState()
  const touched = before.inputs.length > 0
  actions.adopt(session, {
    ...(touched ? { previous: before, previousRecording: strip } : { previous }),
    speed: 'paused',
    recording,
  })
  actions.notify({
    kind: 'import',
    text: `The session from the ${origin} is open. The clock is paused.`,
    ...(touched ? { action: { label: 'Restore the previous one', run: takeBackImport } } : {}),
  })
}

function takeBackImport(): void {
  actions.takeBackStart()
  actions.dismiss('import')
}
