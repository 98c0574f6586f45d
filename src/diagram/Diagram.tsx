import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { BoxTargets } from './BoxTargets.tsx'
import { useCalmScene } from './calm-scene.tsx'
import { DiagramNews } from './DiagramNews.tsx'
import './diagram.css'
import { draw } from './draw.ts'
import {
  drawAs,
  type Layout,
  layoutOf,
  layoutsOf,
  type Room,
  sizeOf,
  TILES_FROM,
} from './layout.ts'
import { NodeSwitches } from './NodeSwitches.tsx'
import { PictureView } from './PictureView.tsx'
import { PointerArea } from './PointerArea.tsx'
import { cropped, type Picture, type Rect, type Region } from './picture.ts'
import { useRoom } from './room.tsx'
import { closeUp, type Scene } from './scene.ts'
import { sentencesOf } from './sentences.ts'

export interface DiagramProps {
  scene: Scene
  /** Called with the node that was chosen, or whose box was. */
  onOpenNode?: (node: string) => void
  onPower?: (node: string, to: 'on' | 'off') => void
  onCable?: (node: string, is: 'in' | 'out') => void
  /** Called with the box under the pointer or the focus: an id for `explain`, or null. */
  onFocusBox?: (id: string | null) => void
  /** Called with the kind of picture that is drawn, as soon as that is known. */
  onKind?: (kind: Layout['kind']) => void
  /** Its name, where it is not the picture of the present. */
  name?: string
  /** Ids of regions to outline. */
  marks?: readonly string[]
  /** Projected: no buttons. */
  presenter?: boolean
  reducedMotion?: boolean
}

const PROGRESS_MS = 250
const CALM_PROGRESS_MS = 1000

/** The box itself and the other boxes of its instance. */
const markedBy = (picture: Picture, id: string | null): Rect[] => {
  const active = picture.regions.find((region) => region.id === id)
  if (active?.of.kind !== 'instance') return []
  const { instance } = active.of
  return picture.regions.filter((r) => r.of.kind === 'instance' && r.of.instance === instance)
}

interface Drawn {
  layout: Layout
  picture: Picture
}

/** The picture that fits the room. Until the room is measured, several, from which CSS chooses. */
function useDrawn(scene: Scene, room: Room | null, still: boolean): Drawn[] {
  return useMemo(() => {
    const full = scene.nodes.length < TILES_FROM ? cropped(draw(scene, { still })) : null
    const size = full && sizeOf(full)
    const layouts = room ? [layoutOf(scene, size, room)] : layoutsOf(scene, size)
    return layouts.map((layout) => ({
      layout,
      picture: layout.kind === 'full' && full ? full : drawAs(scene, layout),
    }))
  }, [scene, room, still])
}

interface OneProps
  extends Omit<DiagramProps, 'onFocusBox' | 'name' | 'onKind' | 'reducedMotion'>,
    Drawn {
  name: string
  describedBy: string
  /** The id of the box under the pointer. */
  active: string | null
  onFocus: (id: string | null) => void
  onZoom: (node: string) => void
}

/** One drawing of the scene, with its targets and buttons. */
function OnePicture(props: OneProps) {
  const { scene, layout, picture, name, describedBy, active, onFocus, onZoom, presenter } = props
  const { onOpenNode, onPower, onCable } = props
  const choose = useCallback(
    ({ of }: Region) => {
      if (layout.kind === 'tiles') onZoom(of.node)
      else onOpenNode?.(of.node)
    },
    [layout.kind, onOpenNode, onZoom],
  )
  const { marks } = props
  const marked = useMemo(
    () => [
      ...markedBy(picture, active),
      ...picture.regions.filter(({ id }) => marks?.includes(id)),
    ],
    [picture, active, marks],
  )
  return (
    <PointerArea
      kind={layout.kind}
      picture={picture}
      active={active}
      onPoint={onFocus}
      onChoose={choose}
    >
      <PictureView {...{ picture, marked, name, describedBy }} />
      <BoxTargets {...{ scene, picture }} onFocus={onFocus} onChoose={choose} />
      {!presenter && onPower && onCable && (
        <NodeSwitches {...{ scene, picture, onPower, onCable }} />
      )}
    </PointerArea>
  )
}

/** The live picture of the cluster, as large as possible. */
export function Diagram(props: DiagramProps) {
  const { presenter = false, reducedMotion = false, onFocusBox, onKind } = props
  const all = useCalmScene(props.scene, reducedMotion ? CALM_PROGRESS_MS : PROGRESS_MS)
  const [chosen, setChosen] = useState<string | null>(null)
  const [active, setActive] = useState<string | null>(null)
  const described = useId()
  const roomRef = useRef<HTMLDivElement>(null)
  const room = useRoom(roomRef)

  const isChosen = chosen !== null && all.nodes.some((node) => node.name === chosen)
  const scene = useMemo(() => (isChosen ? closeUp(all, chosen) : all), [all, chosen, isChosen])
  const drawn = useDrawn(scene, room, reducedMotion)
  const kind = room ? drawn[0]?.layout.kind : undefined
  useEffect(() => {
    if (kind) onKind?.(kind)
  }, [kind, onKind])
  const focus = useCallback(
    (id: string | null) => {
      setActive(id)
      onFocusBox?.(id)
    },
    [onFocusBox],
  )
  const sentences = useMemo(() => sentencesOf(scene), [scene])
  const name =
    props.name ?? `Diagram of the cluster: ${all.view === 'is' ? 'what is' : 'what Ganeti knows'}`

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
      <div className="diagram-room" ref={roomRef}>
        {drawn.map(({ layout, picture }) => (
          <OnePicture
            key={layout.kind}
            {...{ ...props, scene, layout, picture, name, active, presenter }}
            describedBy={described}
            onFocus={focus}
            onZoom={setChosen}
          />
        ))}
      </div>
      <DiagramNews scene={all} />
    </figure>
  )
}
