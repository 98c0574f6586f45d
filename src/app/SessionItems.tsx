import { draftLab, exportProgress, exportSession, saveTranscript } from '../session/files.ts'
import { useSession } from '../session/store.ts'
import { useMedia } from './theme.tsx'

interface ItemsProps {
  then: (run: () => void) => () => void
  onImport: () => void
}

/** What stands in the menu of the sitting. */
export default function SessionItems({ then, onImport }: ItemsProps) {
  const lab = useSession.getState()
  // Elsewhere it is one click, in the bar.
  const phone = useMedia('(max-width: 720px)')
  const again: [string, () => void][] = phone ? [['Start again', () => lab.startAgain()]] : []
  const items: [string, () => void, boolean?][] = [
    ['Undo the last step', lab.undo, lab.session.inputs.length === 0],
    ['Redo', lab.redo, lab.session.undone.length === 0],
    ...again,
    ['Take the last start back', lab.takeBackStart, lab.previous === null],
    ['Export this session', exportSession],
    ['Open a session or a lab', onImport],
    ['Save transcript', saveTranscript],
    ['Export my progress', exportProgress],
    ['Draft a lab from this', draftLab, lab.session.inputs.length === 0],
  ]
  return items.map(([label, run, disabled = false]) => (
    <li key={label}>
      <button type="button" onClick={then(run)} disabled={disabled}>
        {label}
      </button>
    </li>
  ))
}
