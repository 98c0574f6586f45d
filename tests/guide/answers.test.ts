import { beforeEach, describe, expect, test } from 'vitest'
import { answerTo, forkOf } from '../../src/guide/answers/answers.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { install } from '../../src/session/loading/engine-loader.ts'
import { QUESTIONS, type Question } from '../../src/session/narration/event-line.ts'
import { recordingOf } from '../../src/session/recording/rerecord.ts'
import { useApp } from '../../src/session/store.ts'

install(ENGINE)

const state = () => useApp.getState()
const A = 'nodeA.virt.nsrc.org'
const B = 'nodeB.virt.nsrc.org'
const C = 'nodeC.virt.nsrc.org'

/** The question that the last line asks, and its answer now. */
const answer = (): [ask: string | undefined, text: string] => {
  const { happened, session } = state()
  const question = happened?.question
  return [question?.ask, question ? answerTo(question, session.world) : '']
}

/** The question that is asked now; what it is answered can be looked up at any later time. */
const asked = (): (() => string) => {
  const question = state().happened?.question
  if (!question) throw new Error('nothing is asked')
  return () => answerTo(question, state().session.world)
}

beforeEach(() => {
  actions.open(EXERCISE)
  useApp.setState({ previous: null, notices: [], history: {} })
})

describe('the question after what just happened', () => {
  test('a dead node: what does not run, and what has one copy left', () => {
    actions.power(B, 'off')
    expect(answer()).toEqual(['risk', expect.stringContaining('dY and dZ do not run')])
    expect(answer()[1]).toContain('only one complete copy: dX on nodeA')
  })

  test('a dead node whose instance has a stale copy elsewhere: where the newest data is', () => {
    actions.type(C, 'drbdsetup disconnect 0')
    passSeconds(300)
    actions.power(B, 'off')
    expect(answer()).toEqual([
      'risk',
      expect.stringMatching(
        /The newest data of dY is on nodeB, which is not running\. The copy on nodeC is stale.*Bring nodeB back first/,
      ),
    ])
  })

  test('a call without an answer: why commands wait, and what ends it', () => {
    actions.power(B, 'off')
    actions.type(A, 'gnt-instance list')
    for (let i = 0; i < 60 && answer()[0] !== 'slow'; i++) passSeconds(0.5)
    const later = asked()
    expect(answer()).toEqual(['slow', expect.stringContaining('mark it offline, and Ganeti stops')])
    actions.type(A, 'gnt-node modify --offline=yes nodeB')
    passSeconds(60)
    expect(answer()[0]).not.toBe('slow')
    expect(later()).toContain('marked offline now')
  })

  test('an instance that a job has stopped: the job starts it again', () => {
    actions.type(A, 'gnt-instance move -f -n nodeC debianZ')
    for (let i = 0; i < 60 && answer()[0] !== 'down'; i++) passSeconds(0.5)
    expect(answer()).toEqual([
      'down',
      expect.stringContaining('it is to move dZ, and starts it again'),
    ])
    const later = asked()
    passSeconds(120)
    expect(later()).toContain('is running again, on nodeC')
  })

  test('every answer has two to four sentences', () => {
    const { world } = state().session
    const asks = Object.keys(QUESTIONS) as Question['ask'][]
    for (const ask of asks) {
      const instance = ask === 'down' || ask === 'twice' || ask === 'split'
      const text = answerTo({ ask, about: instance ? 'debianX' : B }, world)
      expect(text.match(/[.](\s|$)/g)?.length, text).toBeGreaterThanOrEqual(2)
      expect(text.match(/[.](\s|$)/g)?.length, text).toBeLessThanOrEqual(4)
    }
  })
})

const sentences = (text: string): number => text.match(/[.](\s|$)/g)?.length ?? 0

describe('what is broken answers for itself', () => {
  const wait = (until: string, seconds = 120) => {
    for (let i = 0; i < seconds * 2 && state().happened?.question?.ask !== until; i++)
      passSeconds(0.5)
  }

  test('a split: what each side holds, and what DRBD will not do', () => {
    actions.cable(B, 'out')
    passSeconds(5)
    actions.type(A, 'gnt-node modify --offline=yes nodeB')
    passSeconds(60)
    actions.type(A, 'gnt-instance failover -f --ignore-consistency debianY')
    passSeconds(60)
    actions.cable(B, 'in')
    wait('split')
    const [ask, text] = answer()
    expect(ask).toBe('split')
    expect(text).toMatch(/nodeB holds \d+ MiB that nodeC lacks, and nodeC holds \d+ MiB/)
    expect(text).toContain('It still runs on nodeB and nodeC')
    expect(text).toContain('DRBD does not choose for you')
    expect(sentences(text)).toBeLessThanOrEqual(4)
    const { world, now } = state().session
    expect(forkOf(world, now, 'debianY')?.sides.map((side) => side.node)).toEqual([
      'nodeB',
      'nodeC',
    ])
    expect(forkOf(world, now, 'debianX')).toBeUndefined()
  })

  test('two masters, and then one', () => {
    actions.link([A, B], 'cut')
    actions.link([A, C], 'cut')
    actions.type(B, 'gnt-cluster master-failover --no-voting --yes-do-it')
    wait('masters')
    const later = asked()
    expect(answer()).toEqual(['masters', expect.stringContaining('nodeA and nodeB accept jobs')])
    expect(sentences(answer()[1])).toBeLessThanOrEqual(4)
    actions.fault({ kind: 'daemon', node: A, daemon: 'ganeti-masterd', is: 'dead' })
    expect(later()).toContain('nodeB acts as master now')
  })

  test('an old configuration, and a node that still takes itself for the master', () => {
    actions.power(A, 'off')
    passSeconds(5)
    actions.type(B, 'gnt-cluster master-failover')
    passSeconds(120)
    actions.power(A, 'on')
    wait('old')
    expect(answer()).toEqual(['old', expect.stringContaining('It considers itself the master')])
    expect(answer()[1]).toContain('they name nodeB')
    expect(sentences(answer()[1])).toBeLessThanOrEqual(4)
  })

  test('a dead daemon names the command that starts it', () => {
    actions.fault({ kind: 'daemon', node: B, daemon: 'ganeti-noded', is: 'dead' })
    expect(answer()).toEqual([
      'daemon',
      expect.stringContaining('daemon-util start ganeti-noded starts it again'),
    ])
  })

  test('a failed volume group: who has one copy left, and who none', () => {
    actions.fault({ kind: 'volume group', node: B, is: 'failed' })
    expect(answer()).toEqual(['disks', expect.stringContaining('dX and dY have one copy left')])
    expect(answer()[1]).toContain('dZ had the only disk here')
    const later = asked()
    actions.fault({ kind: 'volume group', node: B, is: 'whole' })
    expect(later()).toContain('gnt-cluster verify-disks')
  })

  test('a slow connection is slow without anything failing; a cut one looks like a dead node', () => {
    actions.fault({ kind: 'link', nodes: [A, B], is: 'slow' })
    expect(answer()).toEqual(['slow', expect.stringContaining('Nothing fails')])
    const later = asked()
    actions.link([A, B], 'cut')
    expect(later()).toContain('is cut')
  })
})

test('a sitting played again gives the time strip that it gave the first time', () => {
  actions.type(A, 'gnt-instance migrate -f debianY')
  for (let i = 0; i < 200; i++) passSeconds(0.1)
  actions.power(B, 'off')
  for (let i = 0; i < 50; i++) passSeconds(0.1)
  const { recording, session } = state()
  // News are told from picture to picture, and a page has fewer of them than there are events.
  const { news: _, ...strip } = recording
  expect(recordingOf(session)).toMatchObject(strip)
})
