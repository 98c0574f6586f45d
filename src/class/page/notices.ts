import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { type Entry, type GroupAction, ROOM } from '../log/entry.ts'
import type { Taken } from '../log/taken.ts'
import { nameIn, namesIn } from './people.ts'
import { useClass } from './state.ts'

/** Says in a notice what an entry means for whoever sits here. `request` asks for what they answer. */
export function noticeOf(
  { by, what }: Entry,
  taken: Taken | null,
  request: (what: GroupAction) => void,
): void {
  const { seat, members } = useClass.getState()
  if (what.do === 'say')
    actions.notify({ kind: 'said', text: t`Your instructor says: ${what.text}` })
  else if (what.do === 'hint' && by === ROOM)
    actions.notify({ kind: 'said', text: t`Your instructor has opened a hint for your goal.` })
  else if (taken?.is === 'back' && by !== seat && taken.of.includes(seat))
    actions.notify({ kind: 'taken back', text: lossInWords(nameIn(members, by), taken) })
  else if (what.do === 'ask for keyboard' && what.of === seat) {
    const name = nameIn(members, by)
    const lend = (): void => {
      request({ do: 'lend keyboard', of: seat, to: by })
      actions.dismiss('keyboard')
    }
    actions.notify({
      kind: 'keyboard',
      text: t`${name} asks to type at your consoles.`,
      action: { label: t`Let ${name} type`, run: lend },
    })
  }
}

function lossInWords(name: string, { many, step }: Taken): string {
  const what = step ?? t`a step`
  return many === 1
    ? t`${name} took back your step: ${what}.`
    : t`${name} took back ${many} steps from ${what} on, yours among them.`
}

/** Asks whether steps of others shall be taken back. */
export function askBefore({ many, step, of }: Taken, takeBack: () => void): void {
  const names = namesIn(useClass.getState().members, of)
  const what = step ?? t`a step`
  actions.notify({
    kind: 'take back',
    text:
      many === 1
        ? t`This takes back what ${names} did: ${what}.`
        : t`This takes back ${many} steps of ${names}: ${what} and what came after it.`,
    action: {
      label: many === 1 ? t`Take it back` : t`Take them back`,
      run: () => {
        takeBack()
        actions.dismiss('take back')
      },
    },
  })
}
