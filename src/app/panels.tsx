import { type ReactNode, useState } from 'react'
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels'
import { useMedia } from './theme.tsx'

const RAIL_PX = 44

/** The guide at the left, at a width of its own; everything else beside it. */
export function GuideAndWork({ guide, children }: { guide: ReactNode; children: ReactNode }) {
  const low = useMedia('(max-height: 780px)')
  const panel = usePanelRef()
  const [folded, setFolded] = useState(false)
  return (
    <Group orientation="horizontal" className="columns">
      <Panel
        id="guide"
        panelRef={panel}
        onResize={({ inPixels }) => setFolded(inPixels < RAIL_PX * 2)}
        defaultSize={low ? 316 : 348}
        minSize={260}
        maxSize={520}
        collapsible
        collapsedSize={RAIL_PX}
        groupResizeBehavior="preserve-pixel-size"
      >
        {folded ? (
          <div className="guide-rail">
            <button type="button" className="button" onClick={() => panel.current?.expand()}>
              Guide
            </button>
          </div>
        ) : (
          guide
        )}
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
