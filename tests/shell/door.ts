import { openDoor } from '../../src/door/door.ts'

interface Answer {
  output: string
  stdout: string
  stderr: string
  exit: number
  seconds: number
}

/** A cluster and somebody who types: the exercise's, unless `open` says otherwise. */
export function cluster(open: object = {}) {
  const door = openDoor()
  const ask = (request: object) => {
    const reply = door(JSON.stringify(request))
    if ('error' in reply) throw new Error(String(reply.error))
    return reply
  }
  ask({ open })
  const type = (run: string, stdin = '', on = 'nodeA') =>
    ask({ on, run, stdin }) as unknown as Answer
  return { ask, type, on: (node: string, run: string, stdin = '') => type(run, stdin, node) }
}
