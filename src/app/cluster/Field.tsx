import { useId } from 'react'
import type { FieldInfo } from './fields.ts'

interface Props {
  field: FieldInfo
  value: string
  /** A sentence; empty where all is well. */
  problem: string
  onChange: (text: string) => void
}

/** One field of the form, with what it means or what is wrong with it. */
export function Field({ field, value, problem, onChange }: Props) {
  const id = useId()
  const { name, label, unit, hint, kind } = field
  const says = problem || hint
  return (
    <label className={kind === 'text' ? 'cluster-field is-long' : 'cluster-field'}>
      <span>
        {label}
        {unit && <i> {unit}</i>}
      </span>
      <input
        className="field"
        name={name}
        value={value}
        inputMode={kind === 'number' ? 'numeric' : 'text'}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={problem !== ''}
        aria-describedby={says ? id : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {says && (
        <small id={id} className={problem ? 'is-wrong' : ''}>
          {says}
        </small>
      )}
    </label>
  )
}
