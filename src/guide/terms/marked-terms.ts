import type { Inline, Prose } from '../../labs/lab.ts'
import type { marked } from '../../shell/glossary/find.ts'
import type { Term } from '../../shell/glossary/terms.ts'

/** A piece of prose, or a term in it. */
export type MarkedPiece = Inline | { term: Term; text: string }

/**
 * Prose with its terms, each at its first occurrence in all of it. Code is never marked: it is typed, not read.
 * Without anything to find them, the prose as it is.
 */
export function markedIn(mark: typeof marked | undefined, all: readonly Prose[]): MarkedPiece[][] {
  if (!mark) return [...all]
  const seen = new Set<Term>()
  return all.map((prose) =>
    prose.flatMap((piece): MarkedPiece[] =>
      typeof piece === 'string'
        ? mark(piece, seen).map(({ text, term }) => (term ? { term, text } : text))
        : [piece],
    ),
  )
}
