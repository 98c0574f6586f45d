import { usePanels } from '../../../session/panels.ts'
import { useTypedLine } from '../../../session/projector/typed-line.ts'
import { useApp } from '../../../session/store.ts'
import type { Lead } from '../../log/sight.ts'
import { sightNow } from '../sight.ts'

/** Real milliseconds between two messages. */
const EVERY_MS = 200

/** Tells others what is looked at on this page, from now on, whenever that changes. Returns a function that ends it. */
export function leadOthers(group: string, all: boolean, tell: (lead: Lead | null) => void) {
  let timer = 0
  let told = ''
  const flush = () => {
    timer = 0
    const lead = { group, all, sight: sightNow() }
    const text = JSON.stringify(lead)
    if (text === told) return
    told = text
    tell(lead)
  }
  const plan = () => {
    if (timer === 0) timer = window.setTimeout(flush, EVERY_MS)
  }
  const ends = [useApp.subscribe(plan), usePanels.subscribe(plan), useTypedLine.subscribe(plan)]
  flush()
  return {
    /** Tells it again, to a server that does not know it. */
    again: () => {
      told = ''
      flush()
    },
    stop: () => {
      window.clearTimeout(timer)
      for (const end of ends) end()
      tell(null)
    },
  }
}
