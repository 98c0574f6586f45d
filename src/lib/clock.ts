/**
 * Calendar arithmetic without the host's clock, zone or locale: simulated times are milliseconds since
 * 1970 in UTC, and nodes live in UTC.
 */
const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** The parts of an instant, in UTC. */
export interface Calendar {
  year: number
  /** 1 to 12. */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** Three letters, English, as the C locale prints it. */
  weekday: string
}

/** Splits milliseconds since 1970 (Howard Hinnant's civil_from_days). */
export function calendar(epochMs: number): Calendar {
  const seconds = Math.floor(epochMs / 1000)
  const days = Math.floor(seconds / 86400)
  const rest = seconds - days * 86400
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const doe = z - era * 146097
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  )
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
    weekday: DAYS[((days % 7) + 7) % 7] ?? 'Thu',
  }
}

/** Milliseconds since 1970 of an ISO 8601 instant such as 2014-09-19T14:00:00Z; undefined if it is none. */
export function parseIso(text: string): number | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?Z?$/.exec(text)
  if (!m) return undefined
  const [y, mo, d, h, mi, s] = m.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 59) return undefined
  const year = mo <= 2 ? y - 1 : y
  const era = Math.floor(year / 400)
  const yoe = year - era * 400
  const doy = Math.floor((153 * (mo > 2 ? mo - 3 : mo + 9) + 2) / 5) + d - 1
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy
  const days = era * 146097 + doe - 719468
  return ((days * 24 + h) * 60 + mi) * 60000 + s * 1000 + Number((m[7] ?? '').padEnd(3, '0'))
}

const two = (n: number): string => String(n).padStart(2, '0')

/** 14:05:09 */
export const timeOfDay = (epochMs: number): string => {
  const c = calendar(epochMs)
  return `${two(c.hour)}:${two(c.minute)}:${two(c.second)}`
}

/** Python's time.ctime(): "Fri Sep 19 14:31:44 2014", the day padded with a blank. */
export const ctime = (epochMs: number): string => {
  const c = calendar(epochMs)
  const month = MONTHS[c.month - 1]
  return `${c.weekday} ${month} ${String(c.day).padStart(2)} ${timeOfDay(epochMs)} ${c.year}`
}

/** 2014-09-19 14:31:44 */
export const isoSpaced = (epochMs: number): string => {
  const c = calendar(epochMs)
  return `${c.year}-${two(c.month)}-${two(c.day)} ${timeOfDay(epochMs)}`
}

/** 2014-09-19T14:31:44.250Z, milliseconds only where there are any. */
export const iso = (epochMs: number): string => {
  const ms = ((epochMs % 1000) + 1000) % 1000
  const fraction = ms === 0 ? '' : `.${String(ms).padStart(3, '0')}`
  return `${isoSpaced(epochMs).replace(' ', 'T')}${fraction}Z`
}
