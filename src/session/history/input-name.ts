import { t } from '../../lib/language/t.ts'
import { listed } from '../../lib/text/listed.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { Input } from '../../sim/input.ts'

/** What is typed at a question. */
const ANSWER = /^(y|n|yes|no)$/i

const lineName = (text: string): string =>
  ANSWER.test(text) ? t`the answer ${text}` : text || 'Enter'

/** An input in a few words: a line as it was typed, a key, or what was done. */
export function inputName(input: Input): string {
  switch (input.kind) {
    case 'line':
      return lineName(input.text.trim())
    case 'key':
      return input.key === 'interrupt' ? 'Ctrl-C' : 'Ctrl-D'
    case 'power':
      return t`the power button of ${shortName(input.node)} (${input.to})`
    case 'cable':
      return t`the cable of ${shortName(input.node)} (${input.is})`
    case 'link':
      return t`the link between ${listed(input.nodes.map(shortName))} (${input.is})`
    case 'daemon':
      return t`${input.daemon} on ${shortName(input.node)} (${input.is})`
    case 'guest':
      return `${input.instance} (${input.is})`
    case 'volume group':
      return t`the volume group of ${shortName(input.node)} (${input.is})`
    case 'hardware':
      return t`other hardware`
    case 'label':
      return t`the short name ${input.label}`
    case 'diagnosis':
      return t`the cause that you named`
  }
}
