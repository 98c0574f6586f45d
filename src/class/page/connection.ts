import { SILENCE_MS, type ToPage, type ToServer } from '../log/protocol.ts'

/** A connection to the server that comes back by itself. */
export interface ClassConnection {
  /** Sends, if it is connected; otherwise what is sent is lost. */
  send: (message: ToServer) => void
  /** Ends it, and connects again. */
  again: () => void
  /** Ends it for good. */
  close: () => void
}

interface LineOptions {
  opened: () => void
  heard: (message: ToPage) => void
  lost: () => void
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000

/** Where the class is: beside the page. */
export const classAddress = (): string =>
  new URL('./class', window.location.href).href.replace(/^http/, 'ws').replace(/#.*/, '')

/** Connects, and connects again whenever that ends or falls silent. */
export function connectToClass(
  address: string,
  { opened, heard, lost }: LineOptions,
): ClassConnection {
  let socket: WebSocket | null = null
  let closed = false
  let failures = 0
  let silence = 0
  let retry = 0
  /** When the server was heard last, by a clock that runs on while a computer sleeps; timers do not. */
  let heardAt = 0
  const listen = (): void => {
    heardAt = Date.now()
    window.clearTimeout(silence)
    silence = window.setTimeout(() => drop(), SILENCE_MS)
  }
  /** Gives the connection up: one that is dead may take minutes to say so. */
  const drop = (): void => {
    const old = socket
    socket = null
    window.clearTimeout(silence)
    if (!old) return
    old.onopen = old.onmessage = old.onclose = null
    old.close()
    lost()
    if (closed) return
    // Forty pages that lost their server do not all come back in the same moment.
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + Math.random())
    failures += 1
    retry = window.setTimeout(connect, wait)
  }
  const connect = (): void => {
    window.clearTimeout(retry)
    if (closed || socket) return
    const made = new WebSocket(address)
    socket = made
    listen()
    made.onopen = () => {
      listen()
      opened()
    }
    made.onmessage = ({ data }) => {
      failures = 0
      listen()
      heard(JSON.parse(String(data)) as ToPage)
    }
    made.onclose = () => drop()
  }
  // A lid that opens, a cable that is plugged in: no waiting then.
  const now = (): void => {
    failures = 0
    if (Date.now() - heardAt > SILENCE_MS) drop()
    if (!socket) connect()
  }
  window.addEventListener('online', now)
  document.addEventListener('visibilitychange', now)
  connect()
  return {
    send: (message) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    again: () => drop(),
    close: () => {
      closed = true
      window.removeEventListener('online', now)
      document.removeEventListener('visibilitychange', now)
      drop()
      window.clearTimeout(retry)
    },
  }
}
