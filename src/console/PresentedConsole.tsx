import { own } from '../lib/own.ts'
import './console.css'
import { useId } from 'react'
import { useApp } from '../session/store.ts'
import { TouchKeys } from './TouchKeys.tsx'
import { useConsole } from './use-console.tsx'

/** The last lines of the console in front, for a projector: enough to type and to answer questions. */
export function PresentedConsole({ dark }: { dark: boolean }) {
  const node = useApp((state) => state.terminal)
  const power = useApp((state) => own(state.session.world.machines, node)?.power.is)
  const description = useId()
  const { holder, running } = useConsole({
    node,
    dark,
    leave: 'Escape',
    describedBy: description,
  })
  return (
    <section className="presented-lower" aria-label="Console">
      <div className="presented-console">
        <div className="presented-screen" ref={holder} hidden={power !== 'on'} />
        <p id={description} className="visually-hidden">
          Escape leaves the console.
        </p>
        {power !== 'on' && (
          <p>
            {node.split('.')[0]} is {power}.
          </p>
        )}
      </div>
      <TouchKeys node={node} press={(data) => running.current?.press(data)} />
    </section>
  )
}
