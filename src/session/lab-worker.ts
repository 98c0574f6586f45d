import { readForeignLab } from '../labs/read.ts'
import { ENGINE } from './engine.ts'
import {
  type PlayRequest,
  type ReadRequest,
  type ReplayRequest,
  readForeign,
  replayed,
  startedAt,
} from './foreign.ts'

// A thread of its own, asked by lab-reader.ts: it says that it is there, then answers one question.
self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  self.postMessage(answerTo(data))
})

type Question = ReadRequest | PlayRequest | ReplayRequest

function answerTo(question: Question): unknown {
  if ('replay' in question) return replayed(ENGINE, question)
  if ('goal' in question) return startedAt(ENGINE, question)
  const { source, wanted } = question
  return wanted === null ? readForeignLab(source) : readForeign(ENGINE, source, wanted)
}

self.postMessage('ready')
