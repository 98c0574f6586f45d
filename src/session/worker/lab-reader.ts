import type { LabRead } from '../../labs/format/read.ts'
import { t } from '../../lib/language/t.ts'
import type { Release } from '../../sim/releases.ts'
import type { Recording } from '../recording/recording.ts'
import type { EndsRequest, WayEnds } from './ends.ts'
import type {
  Foreign,
  PlayRequest,
  ReadRequest,
  Replayed,
  ReplayRequest,
  Started,
} from './foreign.ts'
import workerAddress from './lab-worker.ts?worker&url'
import type { RecordRequest } from './record.ts'
import { scriptAddress } from './trusted.ts'

/** Real milliseconds that reading or playing a lab may take. The built-in labs take less than one second. */
const PATIENCE_MS = 10_000
/** The same for a session of a whole day, for which no one waits. */
const LONG_PATIENCE_MS = 300_000
/** Real milliseconds that loading the worker may take. */
const LOADING_MS = 60_000

/** A lab could not be read or played for a reason outside the lab: the worker is missing, failed or took too long. */
class Unread extends Error {}

/** Reads a lab from a file in a worker, so that no file can block the page. Rejects with a sentence. */
export const readInWorker = (source: string): Promise<LabRead> =>
  ask<LabRead>({ source, wanted: null })

/** Reads a lab from a file and plays its start, in a worker. Rejects with a sentence. */
export const openInWorker = (source: string, wanted: Release): Promise<Foreign> =>
  ask<Foreign>({ source, wanted })

/** Plays a lab's own solution up to a goal, in a worker. Rejects with a sentence. */
export const playInWorker = (question: PlayRequest): Promise<Started> => ask<Started>(question)

/** Plays a session again from its inputs, in a worker. Rejects with a sentence. */
export const replayInWorker = (question: ReplayRequest): Promise<Replayed> =>
  ask<Replayed>(question)

/** Plays ways of a session to their ends, in a worker. Rejects with a sentence. */
export const endsAside = (question: EndsRequest): Promise<WayEnds> => ask<WayEnds>(question)

/** Plays a session again for its time strip, in a worker. Rejects with a sentence. */
export const recordInWorker = (question: RecordRequest): Promise<Recording | null> =>
  ask<Recording | null>(question, LONG_PATIENCE_MS)

function ask<Answer>(
  question: ReadRequest | PlayRequest | ReplayRequest | EndsRequest | RecordRequest,
  patience = PATIENCE_MS,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(scriptAddress(workerAddress + new URL(document.baseURI).search), {
      type: 'module',
    })
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
      within(patience, t`It takes more than ${patience / 1000} seconds.`)
      worker.postMessage(question)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      fail(
        t`The part of the page that checks and plays labs is missing or failed. Reload the page and try again.`,
      )
    }
    within(
      LOADING_MS,
      t`The part of the page that checks and plays labs could not be loaded. Try again.`,
    )
  })
}
