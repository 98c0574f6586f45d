/**
 * Whether a condition holds. `why` is a sentence: what is missing, or, of what could be watched or denied
 * (`not`, `never`), what is so.
 */
export interface Verdict {
  met: boolean
  why: string
}

export const yes: Verdict = { met: true, why: '' }
/** The condition does not hold. `why`: what is missing, in one sentence. */
export const no = (why: string): Verdict => ({ met: false, why })
/** `so` says what is the case when it holds, for conditions that lessons deny. */
export const verdict = (met: boolean, why: string, so = ''): Verdict => ({
  met,
  why: met ? so : why,
})
