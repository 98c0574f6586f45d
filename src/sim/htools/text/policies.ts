import { showStrings } from '../haskell.ts'
import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import type { HailTemplate, IPolicy, ISpec } from '../snapshot.ts'
import { diskTemplates } from '../snapshot.ts'
import { readInteger, readNumber, splitAt } from './numbers.ts'

/** Instance policies in the file that `-t` names: one line each. */

const leastSpec: ISpec = {
  memorySizeMib: 128,
  cpuCount: 1,
  diskSizeMib: 1024,
  diskCount: 1,
  nicCount: 1,
  spindleUse: 1,
}

/** The policy where the file has none, and of a simulated cluster (HTools/Types.hs, defIPolicy). */
export const defaultPolicy: IPolicy = {
  minmax: [
    {
      min: leastSpec,
      max: {
        memorySizeMib: 32_768,
        cpuCount: 8,
        diskSizeMib: 1_048_576,
        diskCount: 16,
        nicCount: 8,
        spindleUse: 12,
      },
    },
  ],
  std: leastSpec,
  diskTemplates,
  vcpuRatio: 4,
  spindleRatio: 32,
}

const SPEC_FIELDS = ['memsize', 'cpucount', 'disksize', 'diskcount', 'niccount', 'spindleuse']

const readSpec = (owner: string, text: string): Result<ISpec> => {
  const fields = splitAt(',', text)
  if (fields.length < SPEC_FIELDS.length)
    return bad(`Invalid ispec data for ${owner}: ${showStrings(fields)}`)
  const numbers: number[] = []
  for (const [place, field] of SPEC_FIELDS.entries()) {
    const read = readInteger(`${owner}/${field}`, fields[place] ?? '')
    if (!read.ok) return read
    numbers.push(read.value)
  }
  const [memorySizeMib = 0, cpuCount = 0, diskSizeMib = 0, diskCount = 0, ...rest] = numbers
  const [nicCount = 0, spindleUse = 0] = rest
  return good({ memorySizeMib, cpuCount, diskSizeMib, diskCount, nicCount, spindleUse })
}

const readBounds = (owner: string, text: string): Result<IPolicy['minmax']> => {
  const specs = splitAt(';', text)
  if (specs.length % 2 === 1) return bad(`Odd number of min/max specs for ${owner}`)
  const bounds: { min: ISpec; max: ISpec }[] = []
  for (let place = 0; place < specs.length; place += 2) {
    const min = readSpec(`${owner}/minspec`, specs[place] ?? '')
    if (!min.ok) return min
    const max = readSpec(`${owner}/maxspec`, specs[place + 1] ?? '')
    if (!max.ok) return max
    bounds.push({ min: min.value, max: max.value })
  }
  return good(bounds)
}

const readTemplates = (text: string): Result<HailTemplate[]> => {
  const templates: HailTemplate[] = []
  for (const name of splitAt(',', text)) {
    const template = diskTemplates.find((known) => known === name)
    if (template === undefined)
      return bad(`Invalid string value for type DiskTemplate: ${JSON.stringify(name)}`)
    templates.push(template)
  }
  return good(templates)
}

/** A policy and the name of the group it belongs to; '' is the cluster. */
export const readPolicy = (
  fields: readonly string[],
): Result<{ readonly owner: string; readonly ipolicy: IPolicy }> => {
  const [owner, stdText, boundsText, templatesText, vcpuText, spindleText] = fields
  if (owner === undefined || stdText === undefined || boundsText === undefined)
    return bad(`Invalid ipolicy data: '${showStrings(fields)}'`)
  if (templatesText === undefined || vcpuText === undefined || spindleText === undefined)
    return bad(`Invalid ipolicy data: '${showStrings(fields)}'`)
  const std = readSpec(`${owner}/stdspec`, stdText)
  if (!std.ok) return std
  const minmax = readBounds(owner, boundsText)
  if (!minmax.ok) return minmax
  const templates = readTemplates(templatesText)
  if (!templates.ok) return templates
  const vcpuRatio = readNumber(`${owner}/vcpu_ratio`, vcpuText)
  if (!vcpuRatio.ok) return vcpuRatio
  const spindleRatio = readNumber(`${owner}/spindle_ratio`, spindleText)
  if (!spindleRatio.ok) return spindleRatio
  return good({
    owner,
    ipolicy: {
      minmax: minmax.value,
      std: std.value,
      diskTemplates: templates.value,
      vcpuRatio: vcpuRatio.value,
      spindleRatio: spindleRatio.value,
    },
  })
}
