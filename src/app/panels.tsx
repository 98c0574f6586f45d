import type { ReactNode } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useMedia } from './theme.tsx'

/** The guide at the left, at a width of its own; everything else beside it. */
export function GuideAndWork({ guide, children }: { guide: ReactNode; children: ReactNode }) {
  const low = useMedia('(max-height: 780px)')
  return (
    <Group orientation="horizontal" className="columns">
      <Panel
        id="guide"
        defaultSize={low ? 316 : 348}
        minSize={260}
        maxSize={520}
        collapsible
        collapsedSize={44}
        groupResizeBehavior="preserve-pixel-size"
      >
        {guide}
      </Panel>
      <Separator className="split-v" aria-label="Width of the guide" />
      <Panel id="work" minSize={400}>
        {children}
      </Panel>
    </Group>
  )
}

/** The picture above, the consoles below; a bar to drag between them. */
export function WorkSplit({ upper, lower }: { upper: ReactNode; lower: ReactNode }) {
  return (
    <Group orientation="vertical" className="work">
      <Panel id="picture" defaultSize="65%" minSize={200} className="work-upper">
        {upper}
      </Panel>
      <Separator className="split-h" aria-label="Height of the picture" />
      <Panel id="consoles" minSize={150}>
        {lower}
      </Panel>
    </Group>
  )
}
