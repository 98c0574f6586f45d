import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, openSession, passTime, type Session } from '../../src/session/session.ts'
import { shownSince } from '../../src/session/shown.ts'

/** A sitting in which keys can be pressed at chosen moments. */
export function sitting() {
  let session: Session = openSession(ENGINE, EXERCISE)
  let seen = 0
  const text = (stream?: string) => {
    const fresh = shownSince(session, seen)
    seen = session.shownLength
    return fresh
      .filter((e) => (stream === undefined ? e.stream !== 'screen' : e.stream === stream))
      .map((e) => e.text)
      .join('')
  }
  return {
    world: () => session.world,
    type: (line: string, node = 'nodeA.virt.nsrc.org') => {
      session = act(session, { kind: 'line', terminal: node, text: line })
    },
    key: (key: 'interrupt' | 'end-of-file', node = 'nodeA.virt.nsrc.org') => {
      session = act(session, { kind: 'key', terminal: node, key })
    },
    power: (node: string, to: 'on' | 'off') => {
      session = act(session, { kind: 'power', node, to })
    },
    wait: (seconds: number) => {
      session = passTime(session, session.now + seconds * 1000)
    },
    text,
    status: (node = 'nodeA.virt.nsrc.org') =>
      session.world.terminals[node]?.stack[0]?.frame.shows?.status,
    depth: (node = 'nodeA.virt.nsrc.org') => session.world.terminals[node]?.stack.length,
  }
}
