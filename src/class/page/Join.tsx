import { type FormEvent, useId, useState } from 'react'
import { t } from '../../lib/language/t.ts'
import { rich } from '../../ui/rich.tsx'
import { rememberedName, type Ticket } from './room.ts'

interface JoinProps {
  code: string
  name?: string | undefined
  /** Whether the server has been asked, and has not answered yet. */
  busy: boolean
  refused: string | null
  onJoin: (ticket: Ticket) => void
}

/** Asks for a group's code and a name. */
export function Join({ code, name, busy, refused, onJoin }: JoinProps) {
  const [typedCode, setCode] = useState(code)
  const [typedName, setName] = useState(name ?? rememberedName())
  const [codeId, noteId, nameId, whyId] = [useId(), useId(), useId(), useId()]
  const join = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onJoin({ code: typedCode.trim(), name: typedName.trim() })
  }
  return (
    <main className="class-join">
      <form onSubmit={join} aria-describedby={refused ? whyId : undefined}>
        <h1>{rich`ganeti${<i>:</i>}lab`}</h1>
        <p>{t`Your group shares one cluster. Everyone has a login of their own on each node.`}</p>
        <label htmlFor={codeId}>{t`Code of your group`}</label>
        <input
          id={codeId}
          className="field"
          value={typedCode}
          onChange={(event) => setCode(event.target.value)}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={20}
          aria-describedby={noteId}
        />
        <p id={noteId} className="class-note">
          {t`Without a code you wait until your instructor puts you into a group.`}
        </p>
        <label htmlFor={nameId}>{t`Your name`}</label>
        <input
          id={nameId}
          className="field"
          value={typedName}
          onChange={(event) => setName(event.target.value)}
          autoComplete="nickname"
          maxLength={24}
          required
        />
        <button type="submit" className="button is-main" disabled={busy}>
          {busy ? t`Joining…` : t`Join`}
        </button>
        <p id={whyId} className="class-refused" role="alert">
          {refused}
        </p>
        <p className="class-note">
          {t`Back on another device? Use the same code and the same name, and you continue where you were. Your group and your instructor see your name and what you type.`}
        </p>
      </form>
    </main>
  )
}
