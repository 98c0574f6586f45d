/** A problem in a lab's file, and its place. */
export interface Problem {
  /** From 1. */
  line: number
  /** "goals.2.needs.flag"; empty for the file itself. */
  field: string
  message: string
}

/** A problem as one line: "FILE:12: goals.2.needs: what is wrong". */
export const problemLine = (file: string, { line, field, message }: Problem): string =>
  `${file}:${line}: ${field === '' ? '' : `${field}: `}${message}`

/** The size limit of a lab's file, its story included: ten times the longest built-in lab. */
export const MOST_CHARACTERS = 200_000
