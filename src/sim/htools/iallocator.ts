import type { HailBehaviour } from './behaviour.ts'
import type { EvacuationAnswer } from './evacuate.ts'
import type { HailAnswer } from './hail.ts'
import {
  allocate,
  allocateSecondary,
  changeGroup,
  multiAllocate,
  nodeEvacuate,
  relocate,
} from './hail.ts'
import { readMessage } from './iallocator-request.ts'
import type { Result } from './outcome.ts'
import { bad, good } from './outcome.ts'
import type { ClusterSnapshot, HailRequest } from './snapshot.ts'

const evacuationResult = (answer: HailAnswer<EvacuationAnswer>): HailAnswer<unknown> =>
  answer.status === 'successful'
    ? { ...answer, result: [answer.result.moved, answer.result.failed, answer.result.jobs] }
    : answer

const answerTo = (
  snapshot: ClusterSnapshot,
  request: HailRequest,
  behaviour: HailBehaviour,
): HailAnswer<unknown> => {
  switch (request.type) {
    case 'allocate':
      return allocate(snapshot, request, behaviour)
    case 'relocate':
      return relocate(snapshot, request, behaviour)
    case 'node-evacuate':
      return evacuationResult(nodeEvacuate(snapshot, request, behaviour))
    case 'change-group':
      return evacuationResult(changeGroup(snapshot, request, behaviour))
    case 'multi-allocate':
      return multiAllocate(snapshot, request, behaviour)
    case 'allocate-secondary':
      return allocateSecondary(snapshot, request, behaviour)
  }
}

/**
 * The program `hail`: an iallocator message in, the line it prints out, without the newline. The
 * error is for a message that hail cannot read; the real one then ends with exit code 1.
 */
export const hail = (requestJson: string, behaviour: HailBehaviour): Result<string> => {
  const message = readMessage(requestJson)
  if (!message.ok) return message
  const answer = answerTo(message.value.snapshot, message.value.request, behaviour)
  switch (answer.status) {
    case 'successful':
      return good(JSON.stringify({ success: true, info: answer.info, result: answer.result }))
    case 'failed':
      return good(JSON.stringify({ success: false, info: answer.info, result: [] }))
    case 'rejected':
      return bad(answer.error)
  }
}
