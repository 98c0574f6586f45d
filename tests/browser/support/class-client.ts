import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { ToPage, ToServer } from '../../../src/class/log/protocol.ts'
import type { ClassServer } from './class-server.ts'

/** A client that is no page: it says what it likes. */
export async function connect({ port }: ClassServer, origin = `http://127.0.0.1:${port}`) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/class`, { origin })
  const heard: ToPage[] = []
  let closed = false
  socket.on('message', (data) => heard.push(JSON.parse(String(data)) as ToPage))
  socket.on('close', () => {
    closed = true
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    heard,
    isClosed: () => closed,
    say: (message: ToServer) => socket.send(JSON.stringify(message)),
    until: (is: ToPage['is']) => expect.poll(() => heard.some((one) => one.is === is)).toBe(true),
    entries: () => heard.flatMap((one) => (one.is === 'entries' ? one.entries : [])),
    /** Reads nothing and answers nothing from now on. */
    sleep: () => socket.pause(),
    close: () => socket.close(),
  }
}

/** What opens the wall. */
export const secretOf = ({ wall }: ClassServer): string => new URL(wall).hash.replace('#wall=', '')
