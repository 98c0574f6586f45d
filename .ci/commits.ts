// What a commit message must be like: CONTRIBUTING.md, "What a change looks like".
import { spawnSync } from 'node:child_process'

/** The last commit that came before this check; it and its ancestors are not looked at. */
export const BASE = '0c81da41ba22cef09d0e913446359b6ac99bf5fd'

const SUBJECT_LENGTH = 72

/** Words with which no request begins: "added", "adding", "the", "what". */
const NOT_IMPERATIVE =
  /^(?:(?!(?:embed|feed|need|seed|speed|exceed|proceed|bring|ring|string|ping|wring)\b)\w+(?:ed|ing)|an?|the|this|that|these|no|not|some|more|every|each|all|what|who|whoever|where|when|how|it|its)\b/i

/** What is wrong with a commit message, as sentences; empty when it is fine. Reverts keep the words git gives them. */
export function complaintsAbout(message: string): string[] {
  const [subject = '', second = '', ...rest] = message.trimEnd().split('\n')
  if (subject.startsWith('Revert "')) return []
  const found: string[] = []
  const what = /^[\w.][\w./-]*(?:, [\w.][\w./-]*)*: (.+)$/.exec(subject)?.[1]
  if (what === undefined) found.push('the subject is not "area: what"')
  else if (NOT_IMPERATIVE.test(what))
    found.push('the subject says what the commit does: "add", not "added" or "the"')
  if (/[.;]$/.test(subject)) found.push('the subject ends like a sentence')
  if (subject.length > SUBJECT_LENGTH)
    found.push(`the subject has ${subject.length} characters; ${SUBJECT_LENGTH} at most`)
  if (second !== '') found.push('no empty line stands below the subject')
  const body = rest.filter((line) => line.trim() !== '' && !/^[A-Z][\w-]*-by: /.test(line))
  if (body.length === 0) found.push('there is no body that says why')
  return found
}

/** A commit as `git log` tells it. */
export interface Commit {
  hash: string
  message: string
}

/**
 * The commits since `base`, without merges, newest first. Undefined where that cannot be known: git is missing, this is
 * no repository, or the history does not reach back to `base` (a shallow clone).
 */
export function commitsSince(base: string): Commit[] | undefined {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' })
  if (git('merge-base', '--is-ancestor', base, 'HEAD').status !== 0) return undefined
  const log = git('log', '--no-merges', '--format=%h%n%B%x00', `${base}..HEAD`)
  if (log.status !== 0) return undefined
  return log.stdout
    .split('\0')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('\n')
      return { hash: entry.slice(0, end), message: entry.slice(end + 1) }
    })
}
