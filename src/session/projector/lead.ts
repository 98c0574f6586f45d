import { create } from 'zustand'
import { t } from '../../lib/language/t.ts'
import { actions } from '../actions.ts'
import { changeBetween } from '../history/json-delta.ts'
import { newId } from '../new-id.ts'
import { usePanels } from '../panels.ts'
import { useApp } from '../store.ts'
import { type Followed, followedOf, type Message } from './followed.ts'
import { useTypedLine } from './typed-line.ts'

/** The instructor's side of a projector's window. */
interface Lead {
  /** Whether the projector's window is there. */
  connected: boolean
  /** Whether the projector keeps what it shows. */
  frozen: boolean
  /** Whether the box under the pointer is spotlighted on the projector. */
  pointing: boolean
}

const APART: Lead = { connected: false, frozen: false, pointing: false }
/** Real milliseconds between two messages. */
const EVERY_MS = 60
/** Where the browser keeps the number of this tab's projector, and whether it is frozen, over a reload. */
const KEPT_KEY = 'ganeti-lab projector'
const FROZEN_KEY = 'ganeti-lab projector frozen'

/** Whether a projector follows this window, and how. Components read it; they change it by `projector`. */
export const useProjector = create<Lead>()(() => APART)

/** The channel of a projector, for both windows. */
export const channelOf = (id: string): BroadcastChannel =>
  new BroadcastChannel(`ganeti-lab projector ${id}`)

interface Leading {
  id: string
  point: (box: string | null) => void
  flush: () => void
  stop: (both: boolean) => void
}

function lead(id: string): Leading {
  const channel = channelOf(id)
  const page = newId()
  const send = (message: Message) => channel.postMessage(message)
  let sent: Followed | null = null
  let pointed: string | null = null
  let number = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const now = () => {
    const beside = { typed: useTypedLine.getState().line, look: usePanels.getState().look }
    return followedOf(useApp.getState(), beside, sent)
  }
  const whole = () => {
    if (!useProjector.getState().frozen) sent = now()
    if (sent) send({ says: 'whole', page, number, followed: sent, pointed })
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const { connected, frozen } = useProjector.getState()
    if (!connected || frozen) return
    if (!sent) return whole()
    const next = now()
    const change = changeBetween(sent, next)
    sent = next
    if (!change) return
    number += 1
    send({ says: 'change', page, number, change })
  }
  const plan = () => {
    if (timer === undefined) timer = setTimeout(flush, EVERY_MS)
  }
  const leaves = [useApp.subscribe(plan), useTypedLine.subscribe(plan), usePanels.subscribe(plan)]
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.says === 'hello' && (data.page === null || data.page === page)) {
      useProjector.setState({ connected: true })
      whole()
    }
    // It may only be loaded again: a frozen projector stays frozen.
    if (data.says === 'bye') useProjector.setState({ connected: false, pointing: false })
  }
  const stop = (both: boolean) => {
    window.removeEventListener('pagehide', hide)
    clearTimeout(timer)
    for (const leave of leaves) leave()
    send({ says: 'leave', page, both })
    channel.close()
  }
  const hide = () => stop(false)
  window.addEventListener('pagehide', hide)
  send({ says: 'here', page })
  return {
    id,
    flush,
    stop,
    point: (box) => {
      if (pointed === box) return
      pointed = box
      send({ says: 'point', page, pointed })
    },
  }
}

const kept = (key: string): string | null => {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

const keep = (key: string, value: string): void => {
  try {
    sessionStorage.setItem(key, value)
  } catch {
    // After a reload the window has to be opened again.
  }
}

/** What the instructor does with the projector. */
export const projector = leadingOne()

/** One window leads one projector at most. */
function leadingOne() {
  let leading: Leading | null = null
  return {
    /** Opens the projector's window, or brings it to the front. */
    open: () => {
      const id = leading?.id ?? kept(KEPT_KEY) ?? newId()
      leading ??= lead(id)
      keep(KEPT_KEY, id)
      const { pathname, search } = window.location
      const address = `${pathname}${search}#projector=${id}`
      const opened = window.open(address, `ganeti-lab-${id}`, 'popup,width=1280,height=720')
      if (opened) opened.focus()
      else
        actions.notify({
          kind: 'projector',
          text: t`Your browser did not open the window for the projector. Allow pop-up windows for this page, and try again.`,
        })
    },
    /** After a reload: goes on with the projector that this tab had opened. */
    resume: () => {
      const id = kept(KEPT_KEY)
      if (id === null) return
      useProjector.setState({ frozen: kept(FROZEN_KEY) === 'yes' })
      leading ??= lead(id)
    },
    setFrozen: (frozen: boolean) => {
      useProjector.setState({ frozen })
      keep(FROZEN_KEY, frozen ? 'yes' : 'no')
      leading?.flush()
    },
    setPointing: (pointing: boolean) => {
      useProjector.setState({ pointing })
      if (!pointing) leading?.point(null)
    },
    /** Spotlights a box of the picture, by the id of its region; null: none. Does nothing unless `pointing`. */
    point: (box: string | null) => {
      if (useProjector.getState().pointing) leading?.point(box)
    },
    close: () => {
      leading?.stop(true)
      keep(FROZEN_KEY, 'no')
      leading = null
      useProjector.setState(APART)
    },
  }
}
