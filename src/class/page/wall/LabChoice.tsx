import { type ChangeEvent, useEffect, useState } from 'react'
import { problemLine } from '../../../labs/format/problem.ts'
import type { Lab } from '../../../labs/lab.ts'
import { t } from '../../../lib/language/t.ts'
import { messageOf } from '../../../lib/text/message.ts'
import { CARDS, fetchLab } from '../../../session/labs/catalogue.ts'
import { openForeign } from '../../../session/labs/open-lab.ts'
import { type GroupAction, LONGEST_LAB } from '../../log/entry.ts'
import { useWall } from './wall-state.ts'

interface LabChoiceProps {
  onOpen: (lab: GroupAction) => void
}

/** Chooses a lab and one of its goals, or the number of a drill, and opens it. */
export function LabChoice({ onOpen }: LabChoiceProps) {
  const [id, setId] = useState(CARDS[0]?.id ?? '')
  const [goal, setGoal] = useState('')
  const [seed, setSeed] = useState(1)
  const lab = useLab(id)
  const release = CARDS.find((card) => card.id === id)?.releases[0]
  const isDrill = (lab?.causes.length ?? 0) > 0
  const open = () =>
    release &&
    onOpen({
      do: 'lab',
      lab: id,
      release,
      ...(isDrill ? { seed } : {}),
      ...(goal === '' ? {} : { goal }),
    })
  return (
    <>
      <select
        className="select"
        aria-label={t`Lab`}
        value={id}
        onChange={(event) => {
          setId(event.target.value)
          setGoal('')
        }}
      >
        {CARDS.map((card) => (
          <option key={card.id} value={card.id}>
            {card.title}
          </option>
        ))}
      </select>
      {isDrill ? (
        <label>
          {t`Drill`}{' '}
          <input
            className="field wall-number"
            type="number"
            min="0"
            max="9999"
            value={seed}
            onChange={(event) => setSeed(Math.max(0, Math.trunc(event.target.valueAsNumber) || 0))}
          />
        </label>
      ) : (
        <select
          className="select"
          aria-label={t`Goal to begin at`}
          value={goal}
          onChange={(event) => setGoal(event.target.value)}
        >
          <option value="">{t`from its start`}</option>
          {lab?.goals.slice(1).map((one, i) => (
            <option key={one.id} value={one.id}>
              {t`at goal ${i + 2}: ${one.text}`}
            </option>
          ))}
        </select>
      )}
      <button type="button" className="button" onClick={open}>
        {t`Open`}
      </button>
      <LabFile onOpen={onOpen} />
    </>
  )
}

/** The lab of that id, as soon as it is fetched. */
function useLab(id: string): Lab | null {
  const [lab, setLab] = useState<Lab | null>(null)
  useEffect(() => {
    let left = false
    fetchLab(id).then(
      (found) => !left && setLab(found ?? null),
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [id])
  return lab?.id === id ? lab : null
}

/** Opens a lab from a file of the instructor's, if it has no problem. */
function LabFile({ onOpen }: LabChoiceProps) {
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    target.value = ''
    if (!file) return
    readLabFile(file).then(onOpen, (problem: unknown) =>
      useWall.setState({ trouble: t`${file.name} cannot be opened. ${messageOf(problem)}` }),
    )
  }
  return (
    <label className="button">
      {t`Lab file…`}
      <input type="file" accept=".md" className="visually-hidden" onChange={choose} />
    </label>
  )
}

/** To open the lab in a file. Rejects with its first problem. */
async function readLabFile(file: File): Promise<GroupAction> {
  const source = await file.text()
  if (source.length > LONGEST_LAB)
    throw new Error(t`A lab for groups has at most ${LONGEST_LAB} characters.`)
  const read = await openForeign(source, '3.0')
  if (read.ok) return { do: 'lab file', source, release: read.start.release }
  const [first] = read.problems
  throw new Error(first ? problemLine(file.name, first) : t`It is no lab.`)
}
