/**
 * What becomes of a typed value: a value, or a refusal of one of the three kinds that Ganeti's
 * programs know.
 */

/** Why a value is refused; `kind` decides which frame the program puts around the text. */
export type Refusal =
  /** optparse's own: the usage block, `<program>: error: <text>`, exit 2. */
  | { readonly kind: 'usage'; readonly text: string }
  /** Ganeti's ParameterError, which GenericMain reports, exit 1. */
  | { readonly kind: 'parameter'; readonly text: string }
  /** An exception that no one catches; the text is the last line of Python's report, exit 1. */
  | { readonly kind: 'uncaught'; readonly text: string }

/** A value that has been read, or its refusal. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal }

/** A value that is fine. */
export const accept = <T>(value: T): Checked<T> => ({ ok: true, value })

/** The refusal of a value. The text has no frame around it. */
export const refuse = (kind: Refusal['kind'], text: string): Checked<never> => ({
  ok: false,
  refusal: { kind, text },
})
