import './help.css'
import { useEffect, useRef } from 'react'

const KEYS: readonly [string, string][] = [
  ['Tab', 'completes; twice: lists what fits'],
  ['Alt-Enter', 'what the line would do, without running it; twice: reads it'],
  ['Up, Down', 'the lines typed before'],
  ['Ctrl-R', 'searches them backwards'],
  ['Ctrl-A, Ctrl-E', 'start and end of the line'],
  ['Alt-B, Alt-F', 'a word left, a word right'],
  ['Ctrl-U, Ctrl-K, Ctrl-W', 'cut to the start, to the end, a word; Ctrl-Y puts it back'],
  ['Ctrl-C, Ctrl-D', 'interrupt, end of input'],
  ['Ctrl-L', 'clears the screen'],
  ['Ctrl-Shift-C', 'copies what is marked'],
  ['Ctrl-Shift-F', 'finds text in the console'],
  ['Esc, then Tab', 'leaves the console'],
]
const OUTSIDE: readonly [string, string][] = [
  ['P', 'presenter view: Enter types, Esc stops typing, P or Esc leaves'],
  ['Space', 'pauses the clock, or lets it run'],
  ['1, 2, 3', 'speed 1×, 5×, 60×'],
  ['N', 'on to the next event'],
  ['V', 'what is, or what Ganeti knows'],
  ['J', 'shows the jobs beside the console, or hides them'],
  ['D', 'what is different since the last command'],
  ['B', 'what can be broken: power, cables, links, daemons, disks, guests'],
  ['U', 'takes the last step back'],
  ['C', 'to the console'],
  ['?', 'this help'],
]

/** Shortcuts. The only dialog there is. It opens with every new `asked`. */
export default function Help({ asked }: { asked: number }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (asked === 0 || dialog.current?.open) return
    dialog.current?.showModal()
    // The first link is at its end: without this, it would open there.
    dialog.current?.focus()
    dialog.current?.scrollTo?.(0, 0)
  }, [asked])
  useEffect(() => {
    const element = dialog.current
    const close = (event: MouseEvent) => event.target === element && element?.close()
    element?.addEventListener('click', close)
    return () => element?.removeEventListener('click', close)
  }, [])
  return (
    <dialog ref={dialog} tabIndex={-1} className="help" aria-labelledby="help-title">
      <div className="help-inner">
        <h2 id="help-title">Keys</h2>
        <h3>In a console</h3>
        <Table rows={KEYS} />
        <h3>Outside the console</h3>
        <Table rows={OUTSIDE} />
        <p>
          <a href="./licences.txt" target="_blank" rel="noreferrer">
            Licences
          </a>{' '}
          of ganeti-lab and of what it is made with
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
