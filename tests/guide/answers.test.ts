import { beforeEach, describe, expect, test } from 'vitest'
import { answerTo } from '../../src/guide/answers.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { recordingOf } from '../../src/session/rerecord.ts'
import { passSeconds, useSession } from '../../src/session/store.ts'

const lab = () => useSession.getState()
const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'

/** The question that the last line asks, and its answer now. */
const answer = (): [ask: string | undefined, text: string] => {
  const { happened, session } = lab()
  const question = happened?.question
  return [question?.ask, question ? answerTo(question, session.world) : '']
}

beforeEach(() => {
  lab().open(EXERCISE)
  useSession.setState({ previous: null, notices: [], history: {} })
})

describe('the question after what just happened', () => {
  test('a dead node: what does not run, and what has one copy left', () => {
    lab().power(B, 'off')
    expect(answer()).toEqual(['risk', expect.stringContaining('dY and dZ do not run')])
    expect(answer()[1]).toContain('only one complete copy of dX on nodeA')
  })

  test('a call without an answer: why commands wait, and what ends it', () => {
    lab().power(B, 'off')
    lab().type(A, 'gnt-instance list')
    for (let i = 0; i < 60 && answer()[0] !== 'slow'; i++) passSeconds(0.5)
    const question = lab().happened?.question
    expect(answer()).toEqual(['slow', expect.stringContaining('Mark nodeB as offline')])
    lab().type(A, 'gnt-node modify --offline=yes nodeB')
    passSeconds(60)
    expect(answer()[0]).not.toBe('slow')
    if (question) expect(answerTo(question, lab().session.world)).toContain('marked offline by now')
  })

  test('an instance that a job has stopped: the job starts it again', () => {
    lab().type(A, 'gnt-instance move -f -n nodeC debianZ')
    for (let i = 0; i < 60 && answer()[0] !== 'down'; i++) passSeconds(0.5)
    expect(answer()).toEqual(['down', expect.stringContaining('The same job starts it again')])
    const question = lab().happened?.question
    passSeconds(120)
    if (question) expect(answerTo(question, lab().session.world)).toContain('runs again, on nodeC')
  })

  test('every answer has two to four sentences', () => {
    const { world } = lab().session
    const asks = ['slow', 'risk', 'down', 'twice', 'offline', 'drained', 'back'] as const
    for (const ask of asks) {
      const text = answerTo(
        { ask, about: ask === 'down' || ask === 'twice' ? 'debianX' : B },
        world,
      )
      expect(text.match(/[.](\s|$)/g)?.length, text).toBeGreaterThanOrEqual(2)
      expect(text.match(/[.](\s|$)/g)?.length, text).toBeLessThanOrEqual(4)
    }
  })
})

test('a sitting played again gives the time strip that it gave the first time', () => {
  lab().type(A, 'gnt-instance migrate -f debianY')
  for (let i = 0; i < 200; i++) passSeconds(0.1)
  lab().power(B, 'off')
  for (let i = 0; i < 50; i++) passSeconds(0.1)
  const { recording, session } = lab()
  expect(recordingOf(session)).toEqual(recording)
})
