import type { HailBehaviour } from './behaviour.ts'
import type { EvacuationAnswer } from './hail/evacuate.ts'
import type { HailAnswer } from './hail/hail.ts'
import {
  allocate,
  allocateSecondary,
  changeGroup,
  multiAllocate,
  nodeEvacuate,
  relocate,
} from './hail/hail.ts'
import { readMessage } from './iallocator-request.ts'
import { isMissingIndex } from './model/model.ts'
import type { Result } from './outcome.ts'
import { bad, good } from './outcome.ts'
import type { ClusterSnapshot, HailRequest } from './snapshot.ts'

/** An evacuation is printed as a list; every other result as it is. */
const asPrinted = (result: unknown): unknown => {
  const { moved, failed, jobs } = (result ?? {}) as Partial<EvacuationAnswer>
  return moved && failed && jobs ? [moved, failed, jobs] : result
}

/** The line that `hail` prints, without its end; the error is for a message that it cannot read. */
export const answerLine = (answer: HailAnswer<unknown>): Result<string> => {
  switch (answer.status) {
    case 'successful':
      return good(
        JSON.stringify({ success: true, info: answer.info, result: asPrinted(answer.result) }),
      )
    case 'failed':
      return good(JSON.stringify({ success: false, info: answer.info, result: [] }))
    case 'rejected':
      return bad(answer.error)
  }
}

const answered = (
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
      return nodeEvacuate(snapshot, request, behaviour)
    case 'change-group':
      return changeGroup(snapshot, request, behaviour)
    case 'multi-allocate':
      return multiAllocate(snapshot, request, behaviour)
    case 'allocate-secondary':
      return allocateSecondary(snapshot, request, behaviour)
  }
}

/**
 * hail's answer to any request. Where a request for one group meets an instance that has a node in another, the real
 * program looks for that node among those of the group, and crashes.
 */
export const askHail = (
  snapshot: ClusterSnapshot,
  request: HailRequest,
  behaviour: HailBehaviour,
): HailAnswer<unknown> => {
  try {
    return answered(snapshot, request, behaviour)
  } catch (crash) {
    if (!isMissingIndex(crash)) throw crash
    return { status: 'rejected', error: `hail: ${crash.message}\n${behaviour.callStack}` }
  }
}

/**
 * The program `hail`: an iallocator message in, the line it prints out, without the newline. The
 * error is for a message that hail cannot read; the real one then ends with exit code 1.
 */
export const hail = (requestJson: string, behaviour: HailBehaviour): Result<string> => {
  const message = readMessage(requestJson)
  if (!message.ok) return message
  return answerLine(askHail(message.value.snapshot, message.value.request, behaviour))
}
