import '../language/choose.ts'
import { readForeignLab } from '../../labs/format/read.ts'
import { ENGINE } from '../engine.ts'
import type { EndsRequest } from './ends.ts'
import {
  endsOf,
  type PlayRequest,
  type ReadRequest,
  type ReplayRequest,
  readForeign,
  recordedAgain,
  replayed,
  startedAt,
} from './foreign.ts'
import type { RecordRequest } from './record.ts'

// A thread of its own, asked by lab-reader.ts: it says that it is there, then answers one question.
self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  self.postMessage(answerTo(data))
})

type Question = ReadRequest | PlayRequest | ReplayRequest | EndsRequest | RecordRequest

function answerTo(question: Question): unknown {
  if ('ends' in question) return endsOf(ENGINE, question)
  if ('record' in question) return recordedAgain(ENGINE, question)
  if ('replay' in question) return replayed(ENGINE, question)
  if ('goal' in question) return startedAt(ENGINE, question)
  const { source, wanted } = question
  return wanted === null ? readForeignLab(source) : readForeign(ENGINE, source, wanted)
}

self.postMessage('ready')
