import type { Block, Inline, Prose } from '../labs/lab.ts'

/** Text of a lab. It comes from a file, so it becomes text, code and emphasis only, never markup. */
export function Said({ prose }: { prose: Prose }) {
  return prose.map((piece, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence never change places
    <Piece key={i} piece={piece} />
  ))
}

function Piece({ piece }: { piece: Inline }) {
  if (typeof piece === 'string') return piece
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

/** The paragraphs of a story. */
export function Blocks({ blocks }: { blocks: Block[] }) {
  return blocks.map((block, i) => {
    const key = `${i}`
    if ('code' in block) return <pre key={key}>{block.code}</pre>
    if ('paragraph' in block)
      return (
        <p className="guide-story" key={key}>
          <Said prose={block.paragraph} />
        </p>
      )
    return (
      <ul className="guide-story" key={key}>
        {block.list.map((item, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a story does not change
          <li key={n}>
            <Said prose={item} />
          </li>
        ))}
      </ul>
    )
  })
}
