import './help.css'
import { t } from '../../lib/language/t.ts'
import { panels } from '../../session/panels.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { rich } from '../../ui/rich.tsx'

const KEYS: readonly [string, string][] = [
  ['Tab', t`Complete the word; twice: list all possibilities`],
  ['Alt-Enter', t`Show what the line would do without running it; twice: go to the plan`],
  [t`Up, Down`, t`Go through earlier lines`],
  ['Ctrl-R', t`Search earlier lines`],
  [t`Ctrl-A, Ctrl-E`, t`Go to the start or end of the line`],
  [t`Alt-B, Alt-F`, t`Go one word left or right`],
  [t`Ctrl-U, Ctrl-K, Ctrl-W`, t`Cut to the start, to the end, or a word; Ctrl-Y pastes it`],
  [t`Ctrl-C, Ctrl-D`, t`Interrupt; end the input`],
  ['Ctrl-L', t`Clear the screen`],
  ['Ctrl-Shift-C', t`Copy the selection`],
  ['Ctrl-Shift-F', t`Find text in the console`],
  [t`Alt-Z, Alt-Shift-Z`, t`Undo the last step; redo it`],
  [t`Esc, then Tab`, t`Leave the console`],
]
const OUTSIDE: readonly [string, string][] = [
  ['P', t`Present: Enter starts typing, Esc stops typing, P leaves`],
  [t`Space`, t`Pause or resume the clock`],
  ['1, 2, 3', t`Set the speed to 1×, 5× or 60×`],
  ['N', t`Go to the next event`],
  ['V', t`Switch between what is and what Ganeti knows`],
  ['J', t`Show or hide the jobs beside the console`],
  ['D', t`Show what changed since the last command`],
  ['B', t`Break something: power, cables, links, daemons, disks, instances`],
  ['L', t`Show what the signs of the picture mean`],
  ['M', t`Show the map of all labs and drills`],
  ['U, R', t`Undo the last step; redo it`],
  ['C', t`Go to the console`],
  ['?', t`Show this help`],
]

/** The keyboard shortcuts, and ways to the words and signs. */
export default function Help() {
  return (
    <Dialog title={t`Keys`} onClosed={panels.closeDialog}>
      <div className="help">
        <h3>{t`In a console`}</h3>
        <Table rows={KEYS} />
        <h3>{t`Outside the console`}</h3>
        <Table rows={OUTSIDE} />
        <h3>{t`Words and signs`}</h3>
        <p className="help-more">
          <button type="button" className="button" onClick={() => panels.openTerms(null)}>
            {t`All terms`}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              panels.closeDialog()
              panels.openLegend()
            }}
          >
            {t`Legend of the picture`}
          </button>
        </p>
        <p>
          {rich`${(
            <a href="./licences.txt" target="_blank" rel="noreferrer">
              {t`Licences`}
            </a>
          )} of ganeti-lab and its libraries`}
        </p>
      </div>
    </Dialog>
  )
}

const Table = ({ rows }: { rows: readonly [string, string][] }) => (
  <dl>
    {rows.map(([key, what]) => (
      <div key={key}>
        <dt>{key}</dt>
        <dd>{what}</dd>
      </div>
    ))}
  </dl>
)
