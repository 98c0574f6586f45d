import { useEffect, useMemo, useState } from 'react'
import type { Block, Prose } from '../labs/lab.ts'
import { whenLoaded } from '../session/loading/engine-loader.ts'
import { loadChunk } from '../session/loading/load-chunk.ts'
import { type MarkedPiece, markedIn } from './terms/marked-terms.ts'

type Glossary = typeof import('./terms/glossary.ts')

const loadGlossary = () => loadChunk(() => import('./terms/glossary.ts'))

/**
 * Finds and shows the terms in prose. The first paint does not need it: until it has come, null, and the text stands
 * there without marks.
 */
function useGlossary(): Glossary | null {
  const [glossary, setGlossary] = useState<Glossary | null>(null)
  useEffect(() => {
    let shown = true
    const load = () =>
      loadGlossary().then(
        (loaded) => {
          if (shown) setGlossary(loaded)
        },
        // Without the glossary, the text is all there.
        () => undefined,
      )
    whenLoaded(() => void load())
    return () => {
      shown = false
    }
  }, [])
  return glossary
}

/** Text of a lab. It comes from a file, so it becomes text, code, emphasis and terms only, never markup. */
export function MarkedText({ prose }: { prose: Prose }) {
  const glossary = useGlossary()
  const [pieces = []] = useMemo(() => markedIn(glossary?.marked, [prose]), [glossary, prose])
  return <Pieces pieces={pieces} glossary={glossary} />
}

interface PiecesProps {
  pieces: readonly MarkedPiece[]
  glossary: Glossary | null
}

/** With the marks, every piece is made again: a text that began elsewhere would count as one that moved. */
const Pieces = ({ pieces, glossary }: PiecesProps) =>
  pieces.map((piece, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence never change places
    <Piece key={`${glossary ? 'marked' : 'plain'} ${i}`} piece={piece} glossary={glossary} />
  ))

function Piece({ piece, glossary }: { piece: MarkedPiece; glossary: Glossary | null }) {
  if (typeof piece === 'string') return piece
  if ('term' in piece)
    return glossary ? <glossary.TermWord term={piece.term} text={piece.text} /> : piece.text
  if ('code' in piece) return <code>{whole(piece.code)}</code>
  return <em>{piece.em}</em>
}

/** A line may end between two words of a command, but not inside `--force`: a browser breaks it at its hyphens. */
const whole = (code: string) =>
  code.split(/(\s+)/).map((word, i) =>
    /^--?\w/.test(word) && word.length < 30 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command never change places
      <span key={i} className="is-whole">
        {word}
      </span>
    ) : (
      word
    ),
  )

/** A story. In it, each term is marked once. */
export function Blocks({ blocks }: { blocks: Block[] }) {
  const glossary = useGlossary()
  const told = useMemo(() => storyOf(glossary, blocks), [glossary, blocks])
  return told.map((block, i) => {
    const key = `${i}`
    if ('code' in block) return <pre key={key}>{block.code}</pre>
    const [first = [], ...more] = block.said
    if (!block.isList)
      return (
        <p className="guide-story" key={key}>
          <Pieces pieces={first} glossary={glossary} />
        </p>
      )
    return (
      <ul className="guide-story" key={key}>
        {[first, ...more].map((item, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a story does not change
          <li key={n}>
            <Pieces pieces={item} glossary={glossary} />
          </li>
        ))}
      </ul>
    )
  })
}

type MarkedBlock = { code: string } | { isList: boolean; said: MarkedPiece[][] }

/** The blocks of a story with the terms in them. */
function storyOf(glossary: Glossary | null, blocks: Block[]): MarkedBlock[] {
  const proseOf = (block: Block): Prose[] =>
    'code' in block ? [] : 'paragraph' in block ? [block.paragraph] : block.list
  const all = markedIn(glossary?.marked, blocks.flatMap(proseOf))
  return blocks.map((block) =>
    'code' in block
      ? { code: block.code }
      : { isList: 'list' in block, said: all.splice(0, proseOf(block).length) },
  )
}
