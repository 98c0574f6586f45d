import { type FormEvent, useState } from 'react'
import { t } from '../../../lib/language/t.ts'
import type { Input } from '../../../sim/input.ts'
import { rich } from '../../../ui/rich.tsx'
import type { GroupAction } from '../../log/entry.ts'
import { faultsOf } from './faults.ts'
import { LabChoice } from './LabChoice.tsx'
import type { Wall } from './wall-line.ts'
import { groupIn, lastTakenBack, meant, nextFloor, nextHint, useWall } from './wall-state.ts'

/** What the instructor does to groups, and how the wall is shown. */
export function WallBar({ wall }: { wall: Wall }) {
  const named = useWall((state) => state.named)
  const trouble = useWall((state) => state.trouble)
  return (
    <header className="wall-bar">
      <h1>{rich`ganeti${<i>:</i>}lab`}</h1>
      <Actions wall={wall} />
      <button
        type="button"
        className="button"
        aria-pressed={!named}
        onClick={() => wall.showNames(!named)}
      >
        {named ? t`Hide names` : t`Show names`}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          wall.playSkipped()
          useWall.setState({ reports: true })
        }}
      >
        {t`Report`}
      </button>
      <p role="status" className="wall-trouble">
        {trouble}
      </p>
    </header>
  )
}

const PAUSE = { do: 'speed', speed: 'paused' } as const
const GO_ON = { do: 'speed', speed: 1 } as const

function Actions({ wall }: { wall: Wall }) {
  const all = useWall((state) => state.ids.length)
  const chosen = useWall((state) => state.chosen.length)
  const act = (what: GroupAction) => wall.act(what)
  return (
    <fieldset className="wall-actions">
      <legend>{chosen === 0 ? t`For all groups` : t`For ${chosen} of ${all} groups`}</legend>
      <LabChoice onOpen={act} />
      <button type="button" className="button" onClick={() => act(PAUSE)}>
        {t`Pause`}
      </button>
      <button type="button" className="button" onClick={() => act(GO_ON)}>
        {t`Go on`}
      </button>
      <button type="button" className="button" onClick={() => wall.actOnSession(lastTakenBack)}>
        {t`Take back the last step`}
      </button>
      <button type="button" className="button" onClick={() => wall.actOnSession(nextHint)}>
        {t`Give a hint`}
      </button>
      <Break onBreak={(input) => act({ do: 'input', input })} />
      <Floor wall={wall} />
      <Door onTurn={(closed) => act({ do: 'door', closed })} />
      <TimeLeft onGive={(minutes) => act({ do: 'time left', minutes })} />
      <Say onSay={(text) => act({ do: 'say', text })} />
    </fieldset>
  )
}

/** Breaks or repairs something: the choice is that of the first group that is meant. */
function Break({ onBreak }: { onBreak: (input: Input) => void }) {
  const world = useWall(
    (state) => groupIn(state, meant(state)[0] ?? '')?.watched.played.session?.world,
  )
  const faults = world ? faultsOf(world) : []
  const kinds = [...new Set(faults.map(({ of }) => of))]
  return (
    <select
      className="select"
      aria-label={t`Break or repair something`}
      value=""
      onChange={({ target }) => {
        const fault = faults[Number(target.value)]
        if (fault) onBreak(fault.input)
      }}
    >
      <option value="">{t`Break something…`}</option>
      {kinds.map((kind) => (
        <optgroup key={kind} label={kind}>
          {faults.map(({ of, text }, i) =>
            of === kind ? (
              <option key={text} value={i}>
                {kind.startsWith('node') ? `${kind}: ${text}` : text}
              </option>
            ) : null,
          )}
        </optgroup>
      ))}
    </select>
  )
}

/** Who acts in each group. */
function Floor({ wall }: { wall: Wall }) {
  return (
    <select
      className="select"
      aria-label={t`Who acts in a group`}
      value=""
      onChange={({ target }) =>
        wall.act(target.value === 'next' ? nextFloor : { do: 'floor', seat: null })
      }
    >
      <option value="">{t`Who acts…`}</option>
      <option value="all">{t`everyone`}</option>
      <option value="next">{t`one of each group, the next in turn`}</option>
    </select>
  )
}

/** Whether someone who has not joined a group yet still may. */
function Door({ onTurn }: { onTurn: (closed: boolean) => void }) {
  return (
    <select
      className="select"
      aria-label={t`Door of a group`}
      value=""
      onChange={({ target }) => onTurn(target.value === 'closed')}
    >
      <option value="">{t`Door…`}</option>
      <option value="closed">{t`closed: no one else joins`}</option>
      <option value="open">{t`open`}</option>
    </select>
  )
}

const MINUTES = [5, 10, 15, 20, 30, 45, 60, 90]

/** How much real time is left. */
function TimeLeft({ onGive }: { onGive: (minutes: number | null) => void }) {
  return (
    <select
      className="select"
      aria-label={t`Time that is left`}
      value=""
      onChange={({ target }) => onGive(target.value === 'none' ? null : Number(target.value))}
    >
      <option value="">{t`Time left…`}</option>
      {MINUTES.map((minutes) => (
        <option key={minutes} value={minutes}>
          {t`${minutes} minutes`}
        </option>
      ))}
      <option value="none">{t`no limit`}</option>
    </select>
  )
}

function Say({ onSay }: { onSay: (text: string) => void }) {
  const [text, setText] = useState('')
  const say = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onSay(text.trim())
    setText('')
  }
  return (
    <form className="wall-say" onSubmit={say}>
      <input
        className="field"
        aria-label={t`A sentence for the groups`}
        placeholder={t`A sentence for them`}
        value={text}
        maxLength={500}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="button">
        {t`Send`}
      </button>
    </form>
  )
}
