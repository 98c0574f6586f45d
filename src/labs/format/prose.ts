import MarkdownIt, { type Token } from 'markdown-it'
import { visibleData } from '../../lib/text/visible.ts'
import type { Block, Inline, Prose } from '../lab.ts'

/**
 * Its rules take time in proportion to the text, whatever is in it, and it stops at twenty levels: what strangers
 * write is read with it.
 */
const markdown = new MarkdownIt('commonmark')

/**
 * Markdown as far as a story needs it: paragraphs, lists, lines of code, emphasis. The rest is its text. Entities may
 * stand for characters that no one sees: they are spelled out.
 */
export function storyOf(text: string): Block[] {
  const tokens = markdown.parse(text, {})
  const blocks: Block[] = []
  for (let i = 0; i < tokens.length; ) {
    const end = endOf(tokens, i)
    blocks.push(...blocksOf(tokens.slice(i, end)))
    i = end
  }
  return visibleData(blocks)
}

/** One line of Markdown. */
export const proseOf = (line: string): Prose =>
  visibleData(inlinesOf(markdown.parseInline(line, {})))

/** Behind the block that begins with token `start`. */
function endOf(tokens: readonly Token[], start: number): number {
  for (let i = start, open = 0; i < tokens.length; i++) {
    open += tokens[i]?.nesting ?? 0
    if (open === 0) return i + 1
  }
  return tokens.length
}

/** What becomes of one block of the outermost level, all its tokens given. */
function blocksOf(tokens: readonly Token[]): Block[] {
  const type = tokens[0]?.type ?? ''
  if (type.endsWith('_list_open')) return [{ list: itemsOf(tokens) }]
  return tokens.flatMap((token): Block[] => {
    if (token.type === 'fence' || token.type === 'code_block')
      return [{ code: token.content.replace(/\n$/, '') }]
    const paragraph = inlinesOf([token])
    return paragraph.length > 0 ? [{ paragraph }] : []
  })
}

/** The items of a list, each with all that is in it on one line. */
function itemsOf(tokens: readonly Token[]): Prose[] {
  const starts = tokens.flatMap(({ type, level }, i) =>
    type === 'list_item_open' && level === 1 ? [i] : [],
  )
  return starts.map((start, n) => inlinesOf(tokens.slice(start, starts[n + 1])))
}

/** Text, code and emphasis of blocks, one after the other on a line. */
function inlinesOf(tokens: readonly Token[]): Prose {
  const pieces: Inline[] = []
  for (const token of tokens) {
    const found = token.type === 'inline' ? spansOf(token.children ?? []) : textOfBlock(token)
    if (found.length > 0 && pieces.length > 0) pieces.push(' ')
    pieces.push(...found)
  }
  return joined(pieces)
}

const textOfBlock = ({ type, content }: Token): string[] =>
  ['html_block', 'fence', 'code_block'].includes(type) ? [onOneLine(content)] : []

function spansOf(tokens: readonly Token[]): Inline[] {
  const pieces: Inline[] = []
  let emphasised = ''
  let levels = 0
  for (const token of tokens) {
    if (/^(em|strong)_(open|close)$/.test(token.type)) {
      levels += token.nesting
      if (levels === 0) pieces.push({ em: emphasised })
      if (levels === 0) emphasised = ''
    } else if (levels > 0) emphasised += textOf(token)
    else if (token.type === 'code_inline') pieces.push({ code: token.content })
    else pieces.push(textOf(token))
  }
  return pieces
}

/** A line break is a space; images are what stands for them. */
const textOf = ({ type, content }: Token): string =>
  type === 'softbreak' || type === 'hardbreak' ? ' ' : content

const onOneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim()

/** Neighbouring texts as one, and nothing empty. */
function joined(pieces: readonly Inline[]): Prose {
  const prose: Prose = []
  let text = ''
  const finish = () => {
    if (text !== '') prose.push(text)
    text = ''
  }
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece
    else {
      finish()
      prose.push(piece)
    }
  }
  finish()
  return prose
}
