import type { Level, VerifyWording } from './wording.ts'

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
  EINSTANCEMISSINGDISK: 'instance',
  EINSTANCESPLITGROUPS: 'instance',
  EINSTANCEWRONGNODE: 'instance',
  ENODEDRBD: 'node',
  ENODEFILECHECK: 'node',
  ENODEHOOKS: 'node',
  ENODELVM: 'node',
  ENODEN1: 'node',
  ENODENET: 'node',
  ENODEORPHANLV: 'node',
  ENODERPC: 'node',
  ENODESSH: 'node',
} as const

type Code = keyof typeof CODES

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
}

/** `fail` is called for every finding that is an error. */
export function reporter(
  params: VerifyParams,
  wording: VerifyWording,
  log: (text: string) => void,
  fail: () => void,
): Report {
  const finding: Report['finding'] = (code, name, text, level = 'ERROR') => {
    const shown = params.ignoreErrors.includes(code) ? 'WARNING' : level
    const about = name === null ? wording.noName : ` ${name}`
    log(
      params.errorCodes
        ? `  - ${shown}:${code}:${CODES[code]}:${name ?? 'None'}:${text}`
        : `  - ${shown}: ${CODES[code]}${about}: ${text}`,
    )
    if (shown === 'ERROR') fail()
  }
  return {
    say: log,
    whisper: (text) => {
      if (params.verbose) log(text)
    },
    finding,
    findingIf: (condition, ...rest) => {
      if (condition || params.simulateErrors) finding(...rest)
    },
  }
}
