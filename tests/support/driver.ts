import { openDoor } from '../../src/door/door.ts'

export interface Ran {
  output: string
  stdout: string
  stderr: string
  exit: number
  seconds: number
  clock: string
  timedOut?: boolean
}

/** A sitting that tests drive through the headless door, in few words. */
export function sitting(open: object = {}) {
  const door = openDoor()
  const ask = <T>(request: object): T => {
    const reply = door(JSON.stringify(request)) as T & { error?: string }
    if (reply.error !== undefined) throw new Error(`${reply.error} (${JSON.stringify(request)})`)
    return reply
  }
  ask({ open })
  return {
    ask,
    on: (node: string, run: string, ...answers: string[]) =>
      ask<Ran>({ on: node, run, stdin: answers.map((answer) => `${answer}\n`).join('') }),
    wait: (seconds: number) => ask({ wait: seconds }),
    power: (node: string, to: 'on' | 'off') => ask({ power: node, to }),
    picture: () => ask<{ diagram: string }>({ diagram: true }).diagram,
    goals: () =>
      ask<{ goals: { id: string; done: boolean; why: string }[] }>({ goals: true }).goals,
  }
}
