import { type KeyboardEvent, memo, useRef, useState } from 'react'
import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { cells, type Picture, type Region } from './draw/picture.ts'
import { nodeIn, type Scene } from './scene/scene.ts'
import { instanceSentence, nodeSentence } from './words/sentences.ts'

interface Props {
  scene: Scene
  picture: Picture
  /** Boxes of one kind side by side: up and down go to the next row. */
  grid?: boolean
  onFocus: (id: string | null) => void
  onChoose: (region: Region) => void
}

const sentenceOf = (scene: Scene, { of }: Region): string => {
  if (of.kind === 'node') {
    const node = nodeIn(scene, of.node)
    return node ? nodeSentence(scene, node) : ''
  }
  const instance = scene.instances.find((i) => i.name === of.instance)
  const label = nodeIn(scene, of.node)?.label ?? of.node
  return instance ? t`${instanceSentence(instance)} Its box in ${label}.` : ''
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** Where a key leads from a box, as an index; -1 where it leads nowhere. */
function placeAfter(regions: readonly Region[], at: number, key: string, grid: boolean): number {
  if (key === 'Home') return 0
  if (key === 'End') return regions.length - 1
  const step = own(STEPS, key)
  if (step === undefined) return -1
  if (!grid || key === 'ArrowLeft' || key === 'ArrowRight') return at + step
  const column = regions[at]?.x
  return step > 0
    ? regions.findIndex(({ x }, i) => x === column && i > at)
    : regions.findLastIndex(({ x }, i) => x === column && i < at)
}

/**
 * One focusable target per box, for keyboards and screen readers: Tab stops once, arrow keys move between boxes. The
 * pointer ignores them, so that the text below can be selected.
 */
export const BoxTargets = memo(function BoxTargets(props: Props) {
  const { scene, picture, grid = false, onFocus, onChoose } = props
  const { regions } = picture
  const [current, setCurrent] = useState<string | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const stop = regions.some((r) => r.id === current) ? current : (regions[0]?.id ?? null)

  const move = (event: KeyboardEvent) => {
    const at = regions.findIndex((r) => r.id === stop)
    const to = placeAfter(regions, at, event.key, grid)
    const next = regions[to]
    if (!next) return
    event.preventDefault()
    setCurrent(next.id)
    root.current?.querySelectorAll<HTMLElement>('button')[to]?.focus()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div ref={root} role="group" aria-label={t`Boxes (move with the arrow keys)`} onKeyDown={move}>
      {regions.map((region) => (
        <button
          key={region.id}
          type="button"
          className="diagram-target"
          tabIndex={region.id === stop ? 0 : -1}
          aria-label={sentenceOf(scene, region)}
          style={{
            left: cells(region.x),
            top: cells(region.y * 2),
            width: cells(region.width),
            height: cells(region.height * 2),
          }}
          onFocus={() => {
            setCurrent(region.id)
            onFocus(region.id)
          }}
          onBlur={() => onFocus(null)}
          onClick={() => onChoose(region)}
        />
      ))}
    </div>
  )
})
