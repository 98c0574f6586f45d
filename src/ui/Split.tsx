import './split.css'
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'

declare module 'react' {
  /** Style sheets take sizes from components by custom properties. */
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined
  }
}

interface Props {
  /** `columns`: side by side. `rows`: one above the other. */
  into: 'columns' | 'rows'
  /** What the bar changes, for screen readers. */
  label: string
  /** Size of the first part as CSS writes it, until the bar is moved. */
  initial: string
  /** Pixels of the first part; the second keeps `rest`. */
  min: number
  max: number
  rest: number
  /** Replaces the first part when it is made smaller than half of `min`. `unfold` and `wanted` bring it back. */
  folded?: { size: number; show: (unfold: () => void) => ReactNode; wanted?: boolean }
  first: ReactNode
  second: ReactNode
}

const STEP_PX = 16

/** Whether the first part stands at the right, as in languages that are written from there. */
const turned = (element: Element | null): boolean =>
  element !== null && getComputedStyle(element).direction === 'rtl'

/**
 * Two parts with a bar between them that the pointer and the arrow keys move; a double click puts it back. The size is
 * the custom property `--first`, which only the style sheet uses: it may lay the two out in any other way.
 */
export function Split(props: Props) {
  const { into, label, initial, min, max, rest, folded, first, second } = props
  const root = useRef<HTMLDivElement>(null)
  const part = useRef<HTMLDivElement>(null)
  /** Share of the whole, so that the parts keep their proportion with the window. */
  const [share, setShare] = useState<number | null>(null)
  const [isFolded, setFolded] = useState(false)
  const wanted = folded?.wanted === true
  useEffect(() => {
    if (wanted) setFolded(false)
  }, [wanted])
  const columns = into === 'columns'
  const lengthOf = (element: Element | null): number =>
    (columns ? element?.clientWidth : element?.clientHeight) ?? 0
  const most = () => Math.max(min, Math.min(max, lengthOf(root.current) - rest))
  const resize = (px: number) => {
    setFolded(folded !== undefined && px < min / 2)
    setShare(Math.max(min, Math.min(most(), px)) / Math.max(1, lengthOf(root.current)))
  }
  const drag = (event: PointerEvent<HTMLElement>) => {
    const box = root.current?.getBoundingClientRect()
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const across = turned(root.current) ? box.right - event.clientX : event.clientX - box.left
    resize(columns ? across : event.clientY - box.top)
  }
  const press = (event: KeyboardEvent) => {
    const sides = ['ArrowLeft', 'ArrowRight']
    const [back, on] = !columns
      ? ['ArrowUp', 'ArrowDown']
      : turned(root.current)
        ? sides.toReversed()
        : sides
    const now = lengthOf(part.current)
    if (event.key === back) resize(now <= min ? 0 : now - STEP_PX)
    else if (event.key === on) resize(Math.max(min, now + STEP_PX))
    else if (event.key === 'Home') resize(min)
    else if (event.key === 'End') resize(most())
    else return
    event.preventDefault()
  }
  const kept =
    share === null ? initial : `clamp(${min}px, ${share * 100}%, min(${max}px, 100% - ${rest}px))`
  const size = isFolded && folded ? `${folded.size}px` : kept
  return (
    <div
      ref={root}
      className={`split is-${into}${isFolded ? ' is-folded' : ''}`}
      style={{ '--first': size }}
    >
      <div ref={part} className="split-part">
        {/* Both are there; the style sheet shows one: elsewhere the parts may not lie side by side. */}
        {folded && <div className="split-rail">{folded.show(() => setFolded(false))}</div>}
        {first}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule that is drawn is no control; this one is */}
      <div
        className="split-bar"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={columns ? 'vertical' : 'horizontal'}
        aria-valuenow={Math.round((share ?? 0.5) * 100)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => {
          setShare(null)
          setFolded(false)
        }}
        onKeyDown={press}
      />
      <div className="split-part">{second}</div>
    </div>
  )
}
