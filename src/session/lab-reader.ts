import type { LabRead } from '../labs/read.ts'
import type { Release } from '../sim/releases.ts'
import type {
  Foreign,
  PlayRequest,
  ReadRequest,
  Replayed,
  ReplayRequest,
  Started,
} from './foreign.ts'
import workerAddress from './lab-worker.ts?worker&url'
import { scriptAddress } from './trusted.ts'

/** Real milliseconds that reading or playing a lab may take. The built-in labs take less than one second. */
const PATIENCE_MS = 10_000
/** Real milliseconds that loading the worker may take. */
const LOADING_MS = 60_000

/** A lab could not be read or played for a reason outside the lab: the worker is missing, failed or took too long. */
class Unread extends Error {}

/** Reads a lab from a file in a worker, so that no file can block the page. Rejects with a sentence. */
export const readAside = (source: string): Promise<LabRead> =>
  ask<LabRead>({ source, wanted: null })

/** Reads a lab from a file and plays its start, in a worker. Rejects with a sentence. */
export const openAside = (source: string, wanted: Release): Promise<Foreign> =>
  ask<Foreign>({ source, wanted })

/** Plays a lab's own solution up to a goal, in a worker. Rejects with a sentence. */
export const playAside = (question: PlayRequest): Promise<Started> => ask<Started>(question)

/** Plays a session again from its inputs, in a worker. Rejects with a sentence. */
export const replayAside = (question: ReplayRequest): Promise<Replayed> => ask<Replayed>(question)

function ask<Answer>(question: ReadRequest | PlayRequest | ReplayRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(scriptAddress(workerAddress), { type: 'module' })
    let timer: ReturnType<typeof setTimeout>
    const end = () => {
      clearTimeout(timer)
      worker.terminate()
    }
    const fail = (why: string) => {
      end()
      reject(new Unread(why))
    }
    const within = (ms: number, otherwise: string) => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(otherwise), ms)
    }
    worker.onmessage = ({ data }: MessageEvent<Answer | 'ready'>) => {
      if (data !== 'ready') {
        end()
        return resolve(data)
      }
      within(PATIENCE_MS, `It takes more than ${PATIENCE_MS / 1000} seconds.`)
      worker.postMessage(question)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      fail(
        'The part of the page that checks and plays labs is missing or failed. Reload the page and try again.',
      )
    }
    within(
      LOADING_MS,
      'The part of the page that checks and plays labs could not be loaded. Try again.',
    )
  })
}
