/**
 * A deep copy of JSON. What is not JSON is lost: undefined values and functions go, dates become text. Of an Immer
 * draft it copies the state as changed so far.
 */
export const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
