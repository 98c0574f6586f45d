import { expect, it } from 'vitest'
import { NOTHING_PLAYED, playAll } from '../../src/class/log/play.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { seekInput } from '../../src/session/session.ts'
import { terminalIn } from '../../src/session/together.ts'
import { line, logOf, START } from './log.ts'
import { LABS } from './network.ts'

it('alone, a console of a group’s session shows whoever typed last on that node', () => {
  const log = logOf(
    ...START,
    [1000, '1', line('echo one')],
    [1000, '2', line('echo two', '2')],
    [1000, '', line('echo instructor', '', 'nodeB')],
  )
  const { session } = playAll(ENGINE, LABS, NOTHING_PLAYED, log)
  if (!session) throw new Error('nothing was opened')
  const [nodeA, nodeB, nodeC] = ['A', 'B', 'C'].map((letter) => `node${letter}.virt.nsrc.org`)
  const shown = (of: typeof session) =>
    [nodeA, nodeB, nodeC].map((node) => terminalIn({ together: null, session: of }, node ?? ''))
  expect(shown(session)).toEqual([`${nodeA}~2`, nodeB, nodeC])
  expect(shown(seekInput(session, 1, session.now))).toEqual([`${nodeA}~1`, nodeB, nodeC])
  expect(shown(seekInput(session, 0, session.began))).toEqual([nodeA, nodeB, nodeC])
})
