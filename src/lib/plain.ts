import { current, isDraft } from 'immer'

/**
 * A value to be read: behind a draft stands what it is at the moment, without the cost of a proxy for each part that
 * is looked at. Not to be changed.
 */
export const plain = <T extends object>(value: T): T =>
  isDraft(value) ? (current(value as object) as T) : value
