import { readFileSync } from 'node:fs'

/** What a process has used so far; NaN where the system does not say. */
export interface Usage {
  /** Seconds of one core. */
  cpu: number
  /** Megabytes of memory at present. */
  memory: number
}

/** Clock ticks a second, as Linux counts them on every common machine. */
const TICKS = 100

/** The usage of a process with all its threads, from /proc. */
export function usageOf(pid: number): Usage {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in brackets, may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
    return { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS, memory: kilobytes / 1000 }
  } catch {
    return { cpu: Number.NaN, memory: Number.NaN }
  }
}
