import type { Result } from '../../../sim/htools/outcome.ts'
import { annotate, bad, good } from '../../../sim/htools/outcome.ts'
import type { HailTemplate } from '../../../sim/htools/snapshot.ts'
import { diskTemplates } from '../../../sim/htools/snapshot.ts'
import { readInteger, splitAt } from '../../../sim/htools/text/numbers.ts'
import { readSize } from '../../../sim/htools/text/sizes.ts'
import type { InstanceSize } from './settings.ts'

/** Values of options, with the sentences of Ganeti's Utils.hs and CLI.hs. */

/** `disk,ram,cpu` or `disk,ram,cpu,spindles` (parseISpecString). */
export const readInstanceSize = (kind: string, text: string): Result<InstanceSize> => {
  const parts = splitAt(',', text)
  if (parts.length < 3 || parts.length > 4)
    return bad(`Invalid ${kind} specification: '${text}', expected disk,ram,cpu`)
  const [disk = '', ram = '', cpu = '', spindles = '1'] = parts
  const diskMib = annotate(`${kind} specs disk`, readSize(disk))
  if (!diskMib.ok) return diskMib
  const memoryMib = annotate(`${kind} specs memory`, readSize(ram))
  if (!memoryMib.ok) return memoryMib
  const cpus = readInteger(`${kind} specs cpus`, cpu)
  if (!cpus.ok) return cpus
  const spindleCount = readInteger(`${kind} specs spindles`, spindles)
  if (!spindleCount.ok) return spindleCount
  return good({
    diskMib: diskMib.value,
    memoryMib: memoryMib.value,
    cpus: cpus.value,
    spindles: spindleCount.value,
  })
}

/** `yes` or `no`; without a value yes. */
export const readYesNo = (value: string | null): Result<boolean> => {
  if (value === null || value === 'yes') return good(true)
  return value === 'no' ? good(false) : bad(`Invalid choice '${value}', pass one of 'yes' or 'no'`)
}

/** The name of a disk template. */
export const readTemplate = (text: string): Result<HailTemplate> => {
  const template = diskTemplates.find((known) => known === text)
  return template === undefined
    ? bad(`Invalid string value for type DiskTemplate: ${JSON.stringify(text)}`)
    : good(template)
}
