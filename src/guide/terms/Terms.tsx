import { t } from '../../lib/language/t.ts'
import { rich } from '../../ui/rich.tsx'
import './terms.css'
import { useEffect, useRef } from 'react'
import { panels, usePanels } from '../../session/panels.ts'
import { TERMS } from '../../shell/glossary/terms.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** Every term that the guide marks, and some more, at the one that was asked for. */
export default function Terms() {
  const about = usePanels((state) => state.term)
  const wanted = useRef<HTMLDivElement>(null)
  useEffect(() => {
    wanted.current?.scrollIntoView?.({ block: 'center' })
  }, [])
  return (
    <Dialog title={t`Terms`} onClosed={panels.closeDialog}>
      <p className="terms-lead">
        {rich`Ganeti's and DRBD's own words. In a console, ${<code>help TERM</code>} says the same.`}
      </p>
      {TERMS.map(({ chapter, terms }) => (
        <section key={chapter}>
          <h3 className="terms-chapter">{chapter}</h3>
          <dl className="terms">
            {terms.map(({ name, says }) => (
              <div
                key={name}
                ref={name === about ? wanted : null}
                className={name === about ? 'is-wanted' : undefined}
              >
                <dt>{name}</dt>
                <dd>{says}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
