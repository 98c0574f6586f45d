import { byRelease } from '../../../sim/releases.ts'
import type { OpContext } from '../../../sim/run/opcode.ts'

/**
 * How findings are written down. Source: lib/cmdlib/cluster (_VerifyErrors); codes and what they are
 * about: lib/constants.py (CV_*).
 */
const CODES = {
  ECLUSTERCERT: 'cluster',
  ECLUSTERCFG: 'cluster',
  ECLUSTERDANGLINGINST: 'node',
  ECLUSTERDANGLINGNODES: 'node',
  ECLUSTERFILECHECK: 'cluster',
  EINSTANCEBADNODE: 'instance',
  EINSTANCEDOWN: 'instance',
  EINSTANCEFAULTYDISK: 'instance',
  EINSTANCELAYOUT: 'instance',
  EINSTANCEMISSINGDISK: 'instance',
  EINSTANCEPOLICY: 'instance',
  EINSTANCESPLITGROUPS: 'instance',
  EINSTANCEWRONGNODE: 'instance',
  EEXTAGS: 'node',
  ENODEDRBD: 'node',
  ENODEDRBDHELPER: 'node',
  ENODEFILECHECK: 'node',
  ENODEFILESTORAGEPATHS: 'node',
  ENODEFILESTORAGEPATHUNUSABLE: 'node',
  ENODEHOOKS: 'node',
  ENODEHV: 'node',
  ENODELVM: 'node',
  ENODEN1: 'node',
  ENODENET: 'node',
  ENODEORPHANLV: 'node',
  ENODEOS: 'node',
  ENODERPC: 'node',
  ENODESETUP: 'node',
  ENODESHAREDFILESTORAGEPATHUNUSABLE: 'node',
  ENODESSH: 'node',
  ENODETIME: 'node',
  ENODEUSERSCRIPTS: 'node',
  ENODEVERSION: 'node',
} as const

type Code = keyof typeof CODES

/** How grave a finding is; only errors spoil the result. Ganeti's checks of certificates have no level if they find nothing. */
export type Level = 'ERROR' | 'WARNING' | 'None'

/** What verify's opcodes have in common. */
export interface VerifyParams {
  verbose: boolean
  errorCodes: boolean
  /** Treats every check as failed. */
  simulateErrors: boolean
  /** Codes that only warn. */
  ignoreErrors: readonly string[]
  skipMemory: boolean
}

/** What verify is asked for where no option is given. */
export const PLAIN_VERIFY: VerifyParams = {
  verbose: false,
  errorCodes: false,
  simulateErrors: false,
  ignoreErrors: [],
  skipMemory: false,
}

/** The lines of a verification, and whether one of them is an error. */
export interface Report {
  say: (text: string) => void
  /** Only with --verbose. */
  whisper: (text: string) => void
  /** A finding about `name`; null: about the cluster. */
  finding: (code: Code, name: string | null, text: string, level?: Level) => void
  /** The same, if the condition holds or errors are simulated. */
  findingIf: (
    condition: boolean,
    code: Code,
    name: string | null,
    text: string,
    level?: Level,
  ) => void
  /** What a check would say that never fails here: printed only where errors are simulated. */
  suppose: (code: Code, name: string | null, text: string, level?: Level) => void
}

/** What stands between "cluster" and the colon in findings about the cluster as a whole. */
const noName = byRelease({ '2.11': '', '3.0': ' ' })

/** The report of an opcode of verify; a finding that is an error takes `good` away. */
export function reporter(op: OpContext<VerifyParams, { good: boolean }>): Report {
  const { params, log } = op
  const finding: Report['finding'] = (code, name, text, level = 'ERROR') => {
    const shown = level === 'ERROR' && params.ignoreErrors.includes(code) ? 'WARNING' : level
    const about = name === null ? noName(op) : ` ${name}`
    log(
      params.errorCodes
        ? `  - ${shown}:${code}:${CODES[code]}:${name ?? 'None'}:${text}`
        : `  - ${shown}: ${CODES[code]}${about}: ${text}`,
    )
    if (shown === 'ERROR') op.vars.good = false
  }
  const findingIf: Report['findingIf'] = (condition, ...rest) => {
    if (condition || params.simulateErrors) finding(...rest)
  }
  return {
    say: log,
    whisper: (text) => {
      if (params.verbose) log(text)
    },
    finding,
    findingIf,
    suppose: (...rest) => findingIf(false, ...rest),
  }
}
