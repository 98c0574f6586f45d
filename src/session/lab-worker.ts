import { readForeignLab } from '../labs/read.ts'
import { ENGINE } from './engine.ts'
import { type ReadRequest, readForeign } from './foreign.ts'

// A thread of its own, asked by lab-reader.ts: it says that it is there, then answers one question.
self.addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => {
  self.postMessage(
    data.wanted === null
      ? readForeignLab(data.source)
      : readForeign(ENGINE, data.source, data.wanted),
  )
})
self.postMessage('ready')
