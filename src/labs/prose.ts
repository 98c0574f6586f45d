import type { Nodes, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Block, Inline, Prose } from './lab.ts'

/** Markdown as far as a story needs it: paragraphs, lists, lines of code, emphasis. The rest is its text. */
export const storyOf = (markdown: string): Block[] =>
  fromMarkdown(markdown).children.flatMap(blockOf)

/** One line of Markdown. */
export const proseOf = (markdown: string): Prose =>
  fromMarkdown(markdown).children.flatMap((child) => inlinesOf(childrenOf(child)))

function blockOf(node: RootContent): Block[] {
  if (node.type === 'code') return [{ code: node.value }]
  if (node.type === 'list')
    return [{ list: node.children.map((item) => inlinesOf(item.children.flatMap(childrenOf))) }]
  const paragraph = inlinesOf(childrenOf(node))
  return paragraph.length > 0 ? [{ paragraph }] : []
}

const childrenOf = (node: Nodes): PhrasingContent[] =>
  'children' in node ? (node.children as PhrasingContent[]) : []

function inlinesOf(nodes: PhrasingContent[]): Prose {
  const pieces = nodes.flatMap((node): Inline[] => {
    if (node.type === 'text') return [node.value.replace(/\s*\n\s*/g, ' ')]
    if (node.type === 'inlineCode') return [{ code: node.value }]
    if (node.type === 'emphasis' || node.type === 'strong') return [{ em: textOf(node) }]
    return [textOf(node)]
  })
  return pieces.filter((piece) => piece !== '')
}

const textOf = (node: Nodes): string =>
  'value' in node ? node.value : childrenOf(node).map(textOf).join('')
