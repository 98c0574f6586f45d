import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** Letters and digits that no one takes for one another when they are read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const CODE_LENGTH = 6

/** A code that a group types to join. */
export const newCode = (): string =>
  Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')

/** A secret that no one guesses. */
export const newSecret = (): string => randomBytes(16).toString('base64url')

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether two texts are the same; how long that takes says nothing of either. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** A code as people type it: blanks, hyphens and capitals do not matter. */
export const plainCode = (typed: string): string => typed.toLowerCase().replace(/[\s-]/g, '')
