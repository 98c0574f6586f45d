import { t } from '../../lib/language/t.ts'
import type { Fork as ForkData } from './answers.ts'

/** A drawing of a split brain; the text beside it says the same. */
export function Fork({ fork }: { fork: ForkData }) {
  const [a, b] = fork.sides
  if (!a || !b) return null
  const stem = t`same ${fork.label} --`
  const wide = Math.max(a.node.length, b.node.length)
  const branch = (side: typeof a, mark: string) => (
    <>
      {'+-- '}
      <mark>{`${side.node.padEnd(wide)} ${fork.label}${mark}`}</mark>
      {` ${side.written}${side.runs ? t`, runs` : ''}`}
    </>
  )
  return (
    <pre className="guide-fork" aria-hidden="true">
      {' '.repeat(stem.length)}
      {branch(a, "'")}
      {`\n${stem}|\n${' '.repeat(stem.length)}`}
      {branch(b, '"')}
    </pre>
  )
}
