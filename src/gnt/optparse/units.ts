import { own } from '../../lib/own.ts'
import { accept, type Checked, refuse } from './checked.ts'

const MIB_PER_UNIT: Readonly<Record<string, number>> = { m: 1, g: 1024, t: 1024 * 1024 }

/**
 * A size such as `1.5g` or `512` in MiB, rounded up to the next multiple of 4, as Ganeti's
 * utils.ParseUnit. The refusal's text lacks the option's name.
 */
export function parseUnit(text: string): Checked<number> {
  const match = /^([.\d]+)\s*([a-zA-Z]+)?\n?$/.exec(text)
  if (!match) return refuse('usage', 'Invalid format')
  const [, digits = '', unit = 'm'] = match
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(digits)) {
    return refuse('uncaught', `ValueError: could not convert string to float: '${digits}'`)
  }
  const factor = own(MIB_PER_UNIT, unit.toLowerCase().replace(/^([mgt])i?b$/, '$1'))
  if (factor === undefined) return refuse('usage', `Unknown unit: ${unit}`)
  return accept(Math.ceil(Math.ceil(Number(digits) * factor) / 4) * 4)
}
