import { own } from '../../lib/own.ts'
import { usePanels } from '../../session/panels.ts'
import { useTypedLine } from '../../session/projector/typed-line.ts'
import { useApp } from '../../session/store.ts'
import { LONGEST_TYPED, type Sight } from '../log/sight.ts'

/** What is looked at on this page. */
export function sightNow(): Sight {
  const { terminal, view, together } = useApp.getState()
  const { part, look, foot } = usePanels.getState()
  return {
    terminal,
    login: together?.login ?? null,
    typed: typedAt(terminal),
    foot: footOf(foot),
    view,
    part,
    look: { ...look, search: look.search.slice(0, 80) },
  }
}

function typedAt(terminal: string): Sight['typed'] {
  const { line } = useTypedLine.getState()
  if (line?.terminal !== terminal) return { text: '', cursor: 0 }
  const text = line.text.slice(0, LONGEST_TYPED)
  return { text, cursor: Math.min(line.cursor, text.length) }
}

/** What can be broken is the business of whoever breaks it. */
function footOf(foot: ReturnType<typeof usePanels.getState>['foot']): Sight['foot'] {
  if (foot === null || foot.show === 'faults') return null
  if (foot.show !== 'plan') return { show: foot.show }
  const { terminal, line } = foot
  return { show: 'plan', terminal, line: line.slice(0, LONGEST_TYPED) }
}

/** Looks at that; `before`: what was looked at so far. What stays the same there is left as it is here. */
export function lookAtSight(
  { terminal, view, part, look, foot }: Sight,
  before?: Sight | null,
): void {
  const { session } = useApp.getState()
  const front = own(session.world.machines, terminal) ? { terminal } : {}
  useApp.setState({ view, ...front })
  const isOther = JSON.stringify(foot) !== JSON.stringify(before?.foot ?? null)
  const opened = foot?.show === 'plan' ? { ...foot, focus: false } : foot
  usePanels.setState({ part, look, ...(isOther ? { foot: opened } : {}) })
}
