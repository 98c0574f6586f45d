import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { panels } from '../../session/panels.ts'
import { projector } from '../../session/projector/lead.ts'
import {
  draftLab,
  exportProgress,
  exportSession,
  saveTranscript,
} from '../../session/save/files.ts'
import { useApp } from '../../session/store.ts'
import { copyPicture } from './copy-picture.ts'
import { ReleaseChoice } from './ReleaseChoice.tsx'

interface ItemsProps {
  dark: boolean
  then: (run: () => void) => () => void
  onImport: () => void
}

interface Item {
  label: string
  run: () => void
  disabled?: boolean
  /** In windows at least this wide, the item is in the bar instead. */
  below?: 420 | 800 | 1000 | 1240
}

/** The items of the session menu. */
export default function SessionItems({ dark, then, onImport }: ItemsProps) {
  const untouched = useApp((state) => state.session.inputs.length === 0)
  const nothingUndone = useApp((state) => state.session.undone.length === 0)
  const isFirst = useApp((state) => state.previous === null)
  const items: Item[] = [
    { label: t`Present`, run: () => actions.setPresenter(true), below: 800 },
    { label: t`Open the projector window`, run: projector.open },
    { label: t`Undo the last step`, run: actions.undo, disabled: untouched },
    { label: t`Redo`, run: actions.redo, disabled: nothingUndone },
    { label: t`Branches`, run: () => panels.openDialog('branches') },
    { label: t`Start again`, run: () => actions.startAgain(), below: 1000 },
    { label: t`Restore the previous session`, run: actions.takeBackStart, disabled: isFirst },
    { label: t`Copy as text`, run: () => void copyPicture(), below: 1240 },
    { label: t`New cluster …`, run: () => panels.openDialog('cluster') },
    { label: t`Copy a link`, run: () => panels.openDialog('links') },
    { label: t`Export this session`, run: exportSession },
    { label: t`Open a session or a lab`, run: onImport },
    { label: t`Save transcript`, run: saveTranscript },
    { label: t`Export my progress`, run: exportProgress },
    { label: t`Draft a lab from this`, run: draftLab, disabled: untouched },
    {
      label: dark ? t`Light theme` : t`Dark theme`,
      run: () => actions.setTheme(dark ? 'light' : 'dark'),
      below: 420,
    },
  ]
  return (
    <>
      {items.map(({ label, run, disabled = false, below }) => (
        <li key={label} className={below && `below-${below}`}>
          <button type="button" onClick={then(run)} disabled={disabled}>
            {label}
          </button>
        </li>
      ))}
      <li className="below-1000">
        <ReleaseChoice />
      </li>
    </>
  )
}
