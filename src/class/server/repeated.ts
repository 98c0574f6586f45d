import { messageOf } from '../../lib/text/message.ts'

/** Work that is repeated, and not begun again before it has ended. What fails is tried again the next time. */
export function repeated(work: () => Promise<void> | void, ms: number): NodeJS.Timeout {
  let busy = false
  return setInterval(() => {
    if (busy) return
    busy = true
    Promise.resolve()
      .then(work)
      .catch((problem: unknown) => console.error(messageOf(problem)))
      .finally(() => {
        busy = false
      })
  }, ms)
}
