import { readForeignLab } from '../labs/read.ts'
import { RULES } from '../shell/rules.ts'
import { ENGINE } from './engine.ts'
import { type ReadRequest, readForeign } from './foreign.ts'
import { speak } from './language.ts'

// A thread of its own, asked by lab-reader.ts: it says that it is there, then answers one question.
speak(RULES, ENGINE)
self.addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => {
  self.postMessage(
    data.wanted === null ? readForeignLab(data.source) : readForeign(data.source, data.wanted),
  )
})
self.postMessage('ready')
