import { useCallback, useEffect, useId, useMemo, useState } from 'react'
import { BoxTargets } from './BoxTargets.tsx'
import { useCalmScene } from './calm-scene.tsx'
import { DiagramNews } from './DiagramNews.tsx'
import './diagram.css'
import { draw } from './draw.ts'
import { type Layout, layoutOf, rowsShown } from './layout.ts'
import { NodeSwitches } from './NodeSwitches.tsx'
import { PictureView } from './PictureView.tsx'
import { PointerArea } from './PointerArea.tsx'
import { canvas, type Picture, pictureOf, type Rect, type Region } from './picture.ts'
import { closeUp, type Scene } from './scene.ts'
import { sentencesOf } from './sentences.ts'

export interface DiagramProps {
  scene: Scene
  /** The room there is, in pixels. The picture never needs more, and is never scrolled. */
  width: number
  height: number
  /** A node was chosen, or a box in it: its console is wanted. */
  onOpenNode?: (node: string) => void
  onPower?: (node: string, to: 'on' | 'off') => void
  onCable?: (node: string, is: 'in' | 'out') => void
  /** The box under the pointer or the focus: an id for `explain`; null when there is none. */
  onFocusBox?: (id: string | null) => void
  /** The text for the line under the picture; without it there is no line. */
  explain?: (id: string) => string
  /** Projected: no buttons. */
  presenter?: boolean
  reducedMotion?: boolean
}

const EXPLANATION_PX = 44
const BACK_PX = 40
const PROGRESS_MS = 250
const CALM_PROGRESS_MS = 1000

/** Without the row of an unused lane. */
const cropped = (picture: Picture): Picture => {
  if (rowsShown(picture) === picture.rows.length) return picture
  const up = <T extends { y: number }>(item: T): T => ({ ...item, y: item.y - 1 })
  return {
    ...picture,
    rows: picture.rows.slice(1),
    inks: picture.inks.slice(1),
    strokes: picture.strokes.slice(1),
    fills: picture.fills.map(up),
    regions: picture.regions.map(up),
    stubs: picture.stubs.map(up),
  }
}

/** The box itself and the other boxes of its instance. */
const markedBy = (picture: Picture, id: string | null): Rect[] => {
  const active = picture.regions.find((region) => region.id === id)
  if (active?.of.kind !== 'instance') return []
  const { instance } = active.of
  return picture.regions.filter((r) => r.of.kind === 'instance' && r.of.instance === instance)
}

type Small = typeof import('./small.ts')

/** The pictures for little room come when there is little room. */
function useSmall(wanted: boolean): Small | null {
  const [small, setSmall] = useState<Small | null>(null)
  useEffect(() => {
    if (!wanted || small) return
    // Without them there is the large picture, as small as it has to be.
    import('./small.ts').then(setSmall, () => undefined)
  }, [wanted, small])
  return small
}

interface Drawn {
  layout: Layout
  picture: Picture
}

const drawnLarge = (scene: Scene, still: boolean): Picture => cropped(draw(scene, { still }))

/** Until the small pictures have come: the large one where that can be read at all. */
const meanwhile = (scene: Scene, layout: Layout, width: number, still: boolean): Drawn => {
  if (layout.kind === 'tiles') return { layout, picture: pictureOf(canvas(1, 1)) }
  const picture = drawnLarge(scene, still)
  return { layout: { kind: 'full', cellPx: Math.max(1, width / picture.width) }, picture }
}

/** The picture that fits, and how wide its cells are. */
function useDrawn(scene: Scene, width: number, height: number, still: boolean): Drawn {
  const layout = useMemo(() => layoutOf(scene, width, height), [scene, width, height])
  const small = useSmall(layout.kind !== 'full')
  return useMemo(() => {
    if (layout.kind === 'full') return { layout, picture: drawnLarge(scene, still) }
    return small
      ? { layout, picture: small.drawSmall(scene, layout) }
      : meanwhile(scene, layout, width, still)
  }, [scene, layout, small, width, still])
}

/** The live picture of the cluster. */
export function Diagram(props: DiagramProps) {
  const { width, height, presenter = false, reducedMotion = false } = props
  const { onOpenNode, onFocusBox, explain, onPower, onCable } = props
  const all = useCalmScene(props.scene, reducedMotion ? CALM_PROGRESS_MS : PROGRESS_MS)
  const [chosen, setChosen] = useState<string | null>(null)
  const [active, setActive] = useState<string | null>(null)
  const described = useId()

  const isChosen = chosen !== null && all.nodes.some((node) => node.name === chosen)
  const scene = useMemo(() => (isChosen ? closeUp(all, chosen) : all), [all, chosen, isChosen])
  const room = height - (explain ? EXPLANATION_PX : 0) - (isChosen ? BACK_PX : 0)
  const { layout, picture } = useDrawn(scene, width, room, reducedMotion)
  const cell = layout.cellPx

  const focus = useCallback(
    (id: string | null) => {
      setActive(id)
      onFocusBox?.(id)
    },
    [onFocusBox],
  )
  const choose = useCallback(
    ({ of }: Region) => {
      if (layout.kind === 'tiles') setChosen(of.node)
      else onOpenNode?.(of.node)
    },
    [layout.kind, onOpenNode],
  )
  const marked = useMemo(() => markedBy(picture, active), [picture, active])
  const sentences = useMemo(() => sentencesOf(scene), [scene])
  const name = `Diagram of the cluster: ${all.view === 'is' ? 'what is' : 'what Ganeti knows'}`

  return (
    <figure className={presenter ? 'diagram is-presented' : 'diagram'} aria-label={name}>
      <div id={described} className="diagram-hidden">
        {sentences.join(' ')}
      </div>
      {isChosen && (
        <button type="button" className="diagram-back" onClick={() => setChosen(null)}>
          All {all.nodes.length} nodes
        </button>
      )}
      <PointerArea picture={picture} cell={cell} active={active} onPoint={focus} onChoose={choose}>
        <PictureView {...{ picture, cell, marked, name }} describedBy={described} />
        <BoxTargets {...{ scene, picture, cell }} onFocus={focus} onChoose={choose} />
        {!presenter && onPower && onCable && (
          <NodeSwitches {...{ scene, picture, cell, onPower, onCable }} />
        )}
      </PointerArea>
      {explain && <p className="diagram-explanation">{active === null ? '' : explain(active)}</p>}
      <DiagramNews scene={all} />
    </figure>
  )
}
