import './help.css'
import { useEffect, useRef } from 'react'
import { panels } from '../session/panels.ts'

const KEYS: readonly [string, string][] = [
  ['Tab', 'Complete the word; twice: list all possibilities'],
  ['Alt-Enter', 'Show what the line would do without running it; twice: go to the plan'],
  ['Up, Down', 'Go through earlier lines'],
  ['Ctrl-R', 'Search earlier lines'],
  ['Ctrl-A, Ctrl-E', 'Go to the start or end of the line'],
  ['Alt-B, Alt-F', 'Go one word left or right'],
  ['Ctrl-U, Ctrl-K, Ctrl-W', 'Cut to the start, to the end, or a word; Ctrl-Y pastes it'],
  ['Ctrl-C, Ctrl-D', 'Interrupt; end the input'],
  ['Ctrl-L', 'Clear the screen'],
  ['Ctrl-Shift-C', 'Copy the selection'],
  ['Ctrl-Shift-F', 'Find text in the console'],
  ['Esc, then Tab', 'Leave the console'],
]
const OUTSIDE: readonly [string, string][] = [
  ['P', 'Present: Enter starts typing, Esc stops typing, P or Esc leaves'],
  ['Space', 'Pause or resume the clock'],
  ['1, 2, 3', 'Set the speed to 1×, 5× or 60×'],
  ['N', 'Go to the next event'],
  ['V', 'Switch between what is and what Ganeti knows'],
  ['J', 'Show or hide the jobs beside the console'],
  ['D', 'Show what changed since the last command'],
  ['B', 'Break something: power, cables, links, daemons, disks, instances'],
  ['L', 'Show what the signs of the picture mean'],
  ['M', 'Show the map of all labs and drills'],
  ['U', 'Undo the last step'],
  ['C', 'Go to the console'],
  ['?', 'Show this help'],
]

/** The keyboard shortcuts, in the page's only dialog. It opens with each new `asked`. */
export default function Help({ asked }: { asked: number }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (asked === 0 || dialog.current?.open) return
    dialog.current?.showModal()
    // Without this, the browser would scroll to the first link, which is at the end.
    dialog.current?.focus()
    dialog.current?.scrollTo?.(0, 0)
  }, [asked])
  useEffect(() => {
    const element = dialog.current
    const close = (event: MouseEvent) => event.target === element && element?.close()
    element?.addEventListener('click', close)
    return () => element?.removeEventListener('click', close)
  }, [])
  const go = (open: () => void) => {
    dialog.current?.close()
    open()
  }
  return (
    <dialog ref={dialog} tabIndex={-1} className="help" aria-labelledby="help-title">
      <div className="help-inner">
        <h2 id="help-title">Keys</h2>
        <h3>In a console</h3>
        <Table rows={KEYS} />
        <h3>Outside the console</h3>
        <Table rows={OUTSIDE} />
        <h3>Words and signs</h3>
        <p className="help-more">
          <button type="button" className="button" onClick={() => go(() => panels.openTerms(null))}>
            All terms
          </button>
          <button type="button" className="button" onClick={() => go(panels.openLegend)}>
            Legend of the picture
          </button>
        </p>
        <p>
          <a href="./licences.txt" target="_blank" rel="noreferrer">
            Licences
          </a>{' '}
          of ganeti-lab and its libraries
        </p>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
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
