import { type KeyboardEvent, memo, useRef, useState } from 'react'
import { own } from '../lib/own.ts'
import { cells, type Picture, type Region } from './picture.ts'
import { nodeIn, type Scene } from './scene.ts'
import { instanceSentence, nodeSentence } from './sentences.ts'

interface Props {
  scene: Scene
  picture: Picture
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
  return instance ? `${instanceSentence(instance)} Its box in ${label}.` : ''
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/**
 * One focusable target per box, for keyboards and screen readers: Tab stops once, arrow keys move between boxes. The
 * pointer ignores them, so that the text below can be selected.
 */
export const BoxTargets = memo(function BoxTargets(props: Props) {
  const { scene, picture, onFocus, onChoose } = props
  const { regions } = picture
  const [current, setCurrent] = useState<string | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const stop = regions.some((r) => r.id === current) ? current : (regions[0]?.id ?? null)

  const move = (event: KeyboardEvent) => {
    const at = regions.findIndex((r) => r.id === stop)
    const step = own(STEPS, event.key)
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? regions.length - 1 : step ? at + step : -1
    const next = regions[to]
    if (!next) return
    event.preventDefault()
    setCurrent(next.id)
    root.current?.querySelectorAll<HTMLElement>('button')[to]?.focus()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div ref={root} role="group" aria-label="Boxes (move with the arrow keys)" onKeyDown={move}>
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
