import { useCallback, useId, useMemo, useState } from 'react'
import { BoxTargets } from './BoxTargets.tsx'
import { useCalmScene } from './calm-scene.tsx'
import { DiagramNews } from './DiagramNews.tsx'
import './diagram.css'
import { drawAs, layoutOf, rowsShown } from './layout.ts'
import { NodeSwitches } from './NodeSwitches.tsx'
import { PictureView } from './PictureView.tsx'
import { PointerArea } from './PointerArea.tsx'
import type { Picture, Rect, Region } from './picture.ts'
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

/** The picture that fits, and how wide its cells are. */
const useDrawn = (scene: Scene, width: number, height: number, still: boolean) =>
  useMemo(() => {
    const layout = layoutOf(scene, width, height)
    const drawn = drawAs(scene, layout, { still })
    return { layout, picture: layout.kind === 'full' ? cropped(drawn) : drawn }
  }, [scene, width, height, still])

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
