import { own } from '../../lib/own.ts'
import { actions } from '../../session/actions.ts'
import { TURN_LETTERS } from '../output/pager.ts'
import type { Screen } from '../output/screen.ts'
import type { Key } from './keys.ts'

/** A key while a text is read page by page. */
export function pressOnPage(key: Key, node: string, screen: Screen): void {
  if (key.kind === 'interrupt') return actions.key(node, 'interrupt')
  if (key.kind === 'enter') return screen.turn('line down')
  if (key.kind === 'page') return screen.turn(key.to === 'up' ? 'page up' : 'page down')
  if (key.kind !== 'edit') return
  const { edit } = key
  if (edit.do === 'older') return screen.turn('line up')
  if (edit.do === 'newer') return screen.turn('line down')
  if (edit.do === 'home') return screen.turn('start')
  if (edit.do === 'end') return screen.turn('end')
  if (edit.do !== 'insert') return
  if (edit.text === 'q' || edit.text === 'Q') return actions.type(node, 'q')
  const turn = own(TURN_LETTERS, edit.text)
  if (turn) screen.turn(turn)
}
