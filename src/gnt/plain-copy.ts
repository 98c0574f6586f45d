/** A copy of JSON: a piece of the World must not stand in two places. */
export const plainCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
