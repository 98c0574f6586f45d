import { readForeignLab } from '../labs/read.ts'
import { ENGINE } from './engine.ts'
import { type PlayRequest, type ReadRequest, readForeign, startedAt } from './foreign.ts'

// A thread of its own, asked by lab-reader.ts: it says that it is there, then answers one question.
self.addEventListener('message', ({ data }: MessageEvent<ReadRequest | PlayRequest>) => {
  self.postMessage(answerTo(data))
})

function answerTo(question: ReadRequest | PlayRequest): unknown {
  if ('goal' in question) return startedAt(ENGINE, question)
  const { source, wanted } = question
  return wanted === null ? readForeignLab(source) : readForeign(ENGINE, source, wanted)
}

self.postMessage('ready')
