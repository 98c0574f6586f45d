import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { t } from '../lib/language/t.ts'
import { BoxTargets } from './BoxTargets.tsx'
import { useCalmScene } from './calm-scene.tsx'
import { DiagramNews } from './DiagramNews.tsx'
import './diagram.css'
import { draw } from './draw/draw.ts'
import {
  CLOSE_TILES_FROM,
  drawAs,
  type Layout,
  layoutOf,
  layoutsOf,
  type Room,
  sizeOf,
  TILES_FROM,
} from './draw/layout.ts'
import { cropped, type Picture, type Rect, type Region } from './draw/picture.ts'
import { NodeSwitches } from './NodeSwitches.tsx'
import { Overview } from './Overview.tsx'
import { PictureView } from './PictureView.tsx'
import { PointerArea } from './PointerArea.tsx'
import { useRoom } from './room.tsx'
import { closeUp, type Scene } from './scene/scene.ts'
import { sentencesOf } from './words/sentences.ts'
import { regionsAbout } from './words/trouble.ts'

/** What a person looks at in the picture of many nodes. */
export interface Look {
  /** The node that is seen with its neighbours; null: all nodes. */
  node: string | null
  /** What is searched for. */
  search: string
  /** Whether tiles with trouble come first. */
  sorted: boolean
}

const ALL: Look = { node: null, search: '', sorted: true }

export interface DiagramProps {
  scene: Scene
  /** What is looked at, and what is called to change it. Without them the picture keeps it itself. */
  look?: Look
  onLook?: (look: Look) => void
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
  /** Projected. */
  presenter?: boolean
  /** Whether the buttons for power and cables are shown; unless said otherwise, where it is not projected. */
  switches?: boolean
  /** The id of a box to spotlight; null: none. */
  spot?: string | null
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

/** From this many nodes on the picture has a line that counts, and a search. */
const OVERVIEW_FROM = 6

interface How {
  /** Without what moves between cells. */
  still: boolean
  /** One node with its neighbours. */
  close: boolean
  /** Tiles with trouble come first. */
  sorted: boolean
}

/** Where the spotlight falls: on the box, or on its node where boxes are too small to be drawn. */
function spotOn({ regions }: Picture, id: string | null | undefined): Rect | null {
  if (!id) return null
  const node = `node/${id.slice(id.lastIndexOf('@') + 1)}`
  return regions.find((region) => region.id === id) ?? regions.find((r) => r.id === node) ?? null
}

interface Drawn {
  layout: Layout
  picture: Picture
}

/** The picture that fits the room. Until the room is measured, several, from which CSS chooses. */
function useDrawn(scene: Scene, room: Room | null, how: How): Drawn[] {
  const { still, close, sorted } = how
  return useMemo(() => {
    const tilesFrom = close ? CLOSE_TILES_FROM : TILES_FROM
    const full = scene.nodes.length < tilesFrom ? cropped(draw(scene, { still })) : null
    const size = full && sizeOf(full)
    const layouts = room ? [layoutOf(scene, size, room, tilesFrom)] : layoutsOf(scene, size)
    return layouts.map((found) => {
      const layout = found.kind === 'tiles' ? { ...found, sorted } : found
      return {
        layout,
        picture: layout.kind === 'full' && full ? full : drawAs(scene, layout),
      }
    })
  }, [scene, room, still, close, sorted])
}

interface OneProps
  extends Omit<
      DiagramProps,
      'onFocusBox' | 'name' | 'onKind' | 'reducedMotion' | 'look' | 'onLook'
    >,
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
      <PictureView {...{ picture, marked, name, describedBy }} spot={spotOn(picture, props.spot)} />
      <BoxTargets
        {...{ scene, picture }}
        grid={layout.kind === 'tiles'}
        onFocus={onFocus}
        onChoose={choose}
      />
      {(props.switches ?? !presenter) && onPower && onCable && (
        <NodeSwitches {...{ scene, picture, onPower, onCable }} />
      )}
    </PointerArea>
  )
}

/** The way back from one node. It takes the keyboard from a tile that was chosen and is gone. */
function BackButton({ nodes, onBack }: { nodes: number; onBack: () => void }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus()
  }, [])
  return (
    <button ref={button} type="button" className="diagram-back" title={t`Esc`} onClick={onBack}>
      {t`All ${nodes} nodes`}
    </button>
  )
}

/** The live picture of the cluster, as large as possible. */
export function Diagram(props: DiagramProps) {
  const { presenter = false, reducedMotion = false, onFocusBox, onKind } = props
  const all = useCalmScene(props.scene, reducedMotion ? CALM_PROGRESS_MS : PROGRESS_MS)
  const [kept, keep] = useState(ALL)
  const { look = kept, onLook = keep } = props
  const { node: chosen, search, sorted } = look
  const choose = useCallback((node: string | null) => onLook({ ...look, node }), [look, onLook])
  const [active, setActive] = useState<string | null>(null)
  const described = useId()
  const roomRef = useRef<HTMLDivElement>(null)
  const room = useRoom(roomRef)

  const isChosen = chosen !== null && all.nodes.some((node) => node.name === chosen)
  const scene = useMemo(() => (isChosen ? closeUp(all, chosen) : all), [all, chosen, isChosen])
  const drawn = useDrawn(scene, room, { still: reducedMotion, close: isChosen, sorted })
  const marks = useMemo(
    () => [...(props.marks ?? []), ...regionsAbout(scene, search)],
    [props.marks, scene, search],
  )
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
    props.name ??
    t`Diagram of the cluster: ${all.view === 'is' ? t`what is` : t`what Ganeti knows`}`

  const many = all.nodes.length >= OVERVIEW_FROM
  return (
    <figure
      className={presenter ? 'diagram is-presented' : 'diagram'}
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isChosen) choose(null)
      }}
    >
      <div id={described} className="diagram-hidden">
        {sentences.join(' ')}
      </div>
      {many && (
        <Overview
          scene={all}
          wanted={search}
          onWanted={(search) => onLook({ ...look, search })}
          onChoose={choose}
          {...(kind === 'tiles'
            ? { sorted, onSorted: (sorted) => onLook({ ...look, sorted }) }
            : {})}
        />
      )}
      {isChosen && <BackButton nodes={all.nodes.length} onBack={() => choose(null)} />}
      <div className="diagram-room" dir="ltr" translate="no" ref={roomRef}>
        {drawn.map(({ layout, picture }) => (
          <OnePicture
            key={layout.kind}
            {...{ ...props, scene, layout, picture, name, active, presenter, marks }}
            describedBy={described}
            onFocus={focus}
            onZoom={choose}
          />
        ))}
      </div>
      <DiagramNews scene={all} />
    </figure>
  )
}
