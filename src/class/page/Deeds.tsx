import { useState } from 'react'
import { t } from '../../lib/language/t.ts'
import { rich } from '../../ui/rich.tsx'
import { nameIn, takenInWords } from './people.ts'
import { type Told, useClass } from './state.ts'

/** What was done last in the group, and by whom; a click lists what was done before, the newest first. */
export function Deeds() {
  const told = useClass((state) => state.told)
  const [open, setOpen] = useState(false)
  const last = told.at(-1)
  return (
    <>
      <button
        type="button"
        className="button is-quiet class-last"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {last ? <Deed told={last} /> : t`Nothing was done yet`}
      </button>
      {open && (
        <section className="class-deeds" aria-label={t`Who did what`}>
          <ol>
            {[...told].reverse().map((one) => (
              <li key={one.n}>
                <Deed told={one} />
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  )
}

function Deed({ told: { by, what } }: { told: Told }) {
  const members = useClass((state) => state.members)
  const name = nameIn(members, by)
  if (typeof what === 'string' || 'is' in what)
    return (
      <span>
        {name} {typeof what === 'string' ? what : takenInWords(what, by, members)}
      </span>
    )
  return <span>{rich`${name} on ${what.node}: ${<code>{what.line}</code>}`}</span>
}
