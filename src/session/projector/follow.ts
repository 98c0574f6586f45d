import { create } from 'zustand'
import { withChange } from '../history/json-delta.ts'
import { usePanels } from '../panels.ts'
import { useApp } from '../store.ts'
import { type Followed, type Message, showing } from './followed.ts'
import { channelOf } from './lead.ts'
import { useTypedLine } from './typed-line.ts'

/** The projector's side. */
interface Following {
  /** `waiting`: nothing was heard yet; `left`: the instructor's window was closed or is being loaded. */
  status: 'waiting' | 'following' | 'left'
  /** The box to spotlight, as the id of a region; null: none. */
  pointed: string | null
}

/** What the projector's window knows of the window that it follows. */
export const useFollowing = create<Following>()(() => ({ status: 'waiting', pointed: null }))

/** Real milliseconds in which the window that is followed answers, or another one takes its place. */
const PATIENCE_MS = 1500

/** The number of a projector in the fragment of an address; null if there is none. */
export const projectorIn = (fragment: string): string | null =>
  /^#projector=([\w-]{1,40})$/.exec(fragment)?.[1] ?? null

/**
 * Shows what the instructor's window shows, from now on. This window stores nothing and plays nothing: it is told what
 * changes. Returns a function that ends it.
 */
export function follow(id: string): () => void {
  const channel = channelOf(id)
  const send = (message: Message) => channel.postMessage(message)
  let page: string | null = null
  let number = 0
  let wholes = 0
  let followed: Followed | null = null
  let doubt: ReturnType<typeof setTimeout> | undefined
  const show = (next: Followed) => {
    followed = next
    useApp.setState((state) => showing(state, next, wholes))
    useTypedLine.setState({ line: next.typed })
    usePanels.setState({ look: next.look })
  }
  /** Another window of the same number speaks: it takes over only if the first one is silent. */
  const ask = (other: string) => {
    if (doubt !== undefined) return
    send({ says: 'hello', page })
    doubt = setTimeout(() => {
      doubt = undefined
      page = null
      send({ says: 'hello', page: other })
    }, PATIENCE_MS)
  }
  const hear = (message: Message) => {
    switch (message.says) {
      case 'here':
        if (page !== null && page !== message.page) return ask(message.page)
        return send({ says: 'hello', page: message.page })
      case 'whole':
        if (page !== null && message.page !== page) return
        clearTimeout(doubt)
        doubt = undefined
        page = message.page
        number = message.number
        wholes += 1
        useFollowing.setState({ status: 'following', pointed: message.pointed })
        return show(message.followed)
      case 'change': {
        if (message.page !== page || followed === null) return
        if (message.number !== number + 1) return send({ says: 'hello', page })
        number = message.number
        return show(withChange(followed, message.change, new WeakSet()) as Followed)
      }
      case 'point':
        if (message.page === page) useFollowing.setState({ pointed: message.pointed })
        return
      case 'leave':
        if (message.page !== page) return
        page = null
        useFollowing.setState({ status: 'left', pointed: null })
        if (message.both) window.close()
        return
      default:
    }
  }
  channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data)
  const bye = () => send({ says: 'bye' })
  window.addEventListener('pagehide', bye)
  send({ says: 'hello', page: null })
  return () => {
    window.removeEventListener('pagehide', bye)
    clearTimeout(doubt)
    channel.close()
  }
}
