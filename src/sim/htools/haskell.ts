import type { Group } from './model/model.ts'
import type { AllocPolicy, HailTemplate, IPolicy, ISpec } from './snapshot.ts'

/** Texts that come out of Haskell's `show` and `printf` in Ganeti's messages. */

/** The shortest digits that stand for the number, and the power of ten before them: 0.digits. */
const shortestDigits = (value: number): { readonly digits: string; readonly exponent: number } => {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) + 1 }
}

/** Adds one to a string of decimal digits; the result may be one digit longer. */
const increment = (digits: string): string => {
  const nines = /9*$/.exec(digits)?.[0].length ?? 0
  const zeros = '0'.repeat(nines)
  const rest = digits.slice(0, digits.length - nines)
  return rest === '' ? `1${zeros}` : `${rest.slice(0, -1)}${Number(rest.slice(-1)) + 1}${zeros}`
}

/** Whether digits are rounded up that lose `lost`; exactly one half goes to the even digit. */
const roundsUp = (lost: string, digits: string): boolean =>
  /^50*$/.test(lost) ? Number(digits.at(-1)) % 2 === 1 : lost >= '5'

/**
 * `printf "%.8f"`: Haskell rounds the shortest digits, unlike `toFixed`, which rounds the exact binary value.
 */
export const fixedPoint = (value: number, decimals: number): string => {
  if (Number.isNaN(value)) return 'NaN'
  if (value < 0) return `-${fixedPoint(-value, decimals)}`
  if (value === Infinity) return 'Infinity'
  const { digits, exponent } = shortestDigits(value)
  const whole = exponent > 0 ? digits.slice(0, exponent).padEnd(exponent, '0') : ''
  const fraction = exponent > 0 ? digits.slice(exponent) : '0'.repeat(-exponent) + digits
  const all = `0${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`
  const rounded = roundsUp(fraction.slice(decimals), all) ? increment(all) : all
  const trimmed = rounded.replace(/^0+/, '').padStart(decimals + 1, '0')
  if (decimals === 0) return trimmed
  return `${trimmed.slice(0, trimmed.length - decimals)}.${trimmed.slice(-decimals)}`
}

/** `printf "%.6g"`: fixed from 0.1 up to ten millions, and 0; otherwise with an exponent. */
export const generalNumber = (value: number, decimals: number): string => {
  if (value < 0) return `-${generalNumber(-value, decimals)}`
  const { exponent } = shortestDigits(value)
  if (value === 0 || (exponent >= 0 && exponent <= 7) || !Number.isFinite(value))
    return fixedPoint(value, decimals)
  const mantissa = fixedPoint(value / 10 ** (exponent - 1), decimals)
  return `${mantissa}e${exponent - 1}`
}

/** `show` of a Double that is not negative. */
export const showDouble = (value: number): string => {
  if (value !== 0 && (value < 0.1 || value >= 1e7)) {
    const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${Number(exponent)}`
  }
  return Number.isInteger(value) ? `${value}.0` : `${value}`
}

const showString = (text: string): string => JSON.stringify(text)

const showList = (items: readonly string[]): string => `[${items.join(',')}]`

/** `show` of a list of strings. */
export const showStrings = (texts: readonly string[]): string => showList(texts.map(showString))

const templateNames = {
  diskless: 'DTDiskless',
  file: 'DTFile',
  sharedfile: 'DTSharedFile',
  plain: 'DTPlain',
  blockdev: 'DTBlock',
  drbd: 'DTDrbd8',
  rbd: 'DTRbd',
  ext: 'DTExt',
  gluster: 'DTGluster',
} as const satisfies Readonly<Record<HailTemplate, string>>

const policyNames = {
  preferred: 'AllocPreferred',
  last_resort: 'AllocLastResort',
  unallocable: 'AllocUnallocable',
} as const satisfies Readonly<Record<AllocPolicy, string>>

const showRecord = (
  name: string,
  fields: readonly (readonly [string, string | number])[],
): string => `${name} {${fields.map(([field, value]) => `${field} = ${value}`).join(', ')}}`

const showSpec = (spec: ISpec): string =>
  showRecord('ISpec', [
    ['iSpecMemorySize', spec.memorySizeMib],
    ['iSpecCpuCount', spec.cpuCount],
    ['iSpecDiskSize', spec.diskSizeMib],
    ['iSpecDiskCount', spec.diskCount],
    ['iSpecNicCount', spec.nicCount],
    ['iSpecSpindleUse', spec.spindleUse],
  ])

/** `show` of an instance policy. */
export const showPolicy = (ipolicy: IPolicy): string =>
  showRecord('IPolicy', [
    [
      'iPolicyMinMaxISpecs',
      showList(
        ipolicy.minmax.map(({ min, max }) =>
          showRecord('MinMaxISpecs', [
            ['minMaxISpecsMinSpec', showSpec(min)],
            ['minMaxISpecsMaxSpec', showSpec(max)],
          ]),
        ),
      ),
    ],
    ['iPolicyStdSpec', showSpec(ipolicy.std)],
    ['iPolicyDiskTemplates', showList(ipolicy.diskTemplates.map((name) => templateNames[name]))],
    ['iPolicyVcpuRatio', showDouble(ipolicy.vcpuRatio)],
    ['iPolicySpindleRatio', showDouble(ipolicy.spindleRatio)],
  ])

/** `show` of a node group: hail puts the whole record into one of its refusals. */
export const showGroup = ({ ipolicy, ...group }: Group): string =>
  showRecord('Group', [
    ['name', showString(group.name)],
    ['uuid', showString(group.uuid)],
    ['idx', group.index],
    ['allocPolicy', policyNames[group.allocPolicy]],
    ['networks', showList(group.networks.map(showString))],
    ['iPolicy', showPolicy(ipolicy)],
    ['allTags', showList(group.tags.map(showString))],
  ])
