import { memo } from 'react'
import type { Fill, Picture, Rect } from './draw/picture.ts'
import { type RowInput, shapesOf, UNIT } from './draw/svg-paths.ts'

const keyOf = (rect: Rect): string => `${rect.x} ${rect.y} ${rect.width} ${rect.height}`

/** A running box is filled inside its border, a tile over it; in one-line pictures the fill is a band. */
const FillShape = ({ fill }: { fill: Fill }) => {
  if (fill.whole)
    return (
      <rect
        className={`diagram-fill-${fill.role}`}
        x={(fill.x + 0.2) * UNIT}
        y={(fill.y + 0.07) * 2 * UNIT}
        width={(fill.width - 0.4) * UNIT}
        height={(fill.height - 0.14) * 2 * UNIT}
        rx={UNIT * 0.3}
      />
    )
  const flat = fill.height === 1
  return (
    <rect
      className={`diagram-fill-${fill.role}`}
      x={(fill.x + (flat ? 0 : 0.5)) * UNIT}
      y={(fill.y + (flat ? 0.07 : 0.5)) * 2 * UNIT}
      width={(fill.width - (flat ? 0 : 1)) * UNIT}
      height={(flat ? 0.86 : fill.height - 1) * 2 * UNIT}
    />
  )
}

/** One row of the picture. Redrawn only if its own characters or those of its neighbours change. */
const Row = memo(function Row(row: RowInput) {
  const { lines, dots, discs, bands, texts } = shapesOf(row)
  const { y } = row
  return (
    <g>
      {bands.map((band) => (
        <rect
          key={band.x}
          className={`diagram-band-${band.ink}`}
          x={band.x}
          y={(y + 0.07) * 2 * UNIT}
          width={band.width}
          height={0.86 * 2 * UNIT}
          rx={UNIT * 0.15}
        />
      ))}
      {lines.map(([ink, d]) => (
        <path key={ink} className={`diagram-line diagram-ink-${ink}`} d={d} />
      ))}
      {dots.map(([ink, d]) => (
        <path key={ink} className={`diagram-dot diagram-ink-${ink}`} d={d} />
      ))}
      {discs.map(([ink, d]) => (
        <path key={ink} className={`diagram-disc diagram-ink-${ink}`} d={d} />
      ))}
      {texts.map(({ ink, chars, x }) => (
        <text key={ink} className={`diagram-ink-${ink}`} x={x} y={(y * 2 + 1 + 0.575) * UNIT}>
          {chars}
        </text>
      ))}
    </g>
  )
})

/** The strokes, letters and fills of a picture, for an `svg` that is `UNIT` units wide per cell. */
export function Shapes({ picture }: { picture: Picture }) {
  const blank = ' '.repeat(picture.width)
  return (
    <>
      {picture.fills.map((fill) => (
        <FillShape key={keyOf(fill)} fill={fill} />
      ))}
      {picture.rows.map((chars, y) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position
          key={y}
          y={y}
          chars={chars}
          above={picture.rows[y - 1] ?? blank}
          below={picture.rows[y + 1] ?? blank}
          inks={picture.inks[y] ?? ''}
          strokes={picture.strokes[y] ?? ''}
          strokesAbove={picture.strokes[y - 1] ?? ''}
          strokesBelow={picture.strokes[y + 1] ?? ''}
        />
      ))}
    </>
  )
}

/** The whole picture without a box, as path data. */
const aroundOf = ({ width, rows }: Picture, { x, y, width: w, height: h }: Rect): string =>
  `M0 0H${width * UNIT}V${rows.length * 2 * UNIT}H0Z` +
  `M${(x - 0.5) * UNIT} ${(y - 0.25) * 2 * UNIT}h${(w + 1) * UNIT}v${(h + 0.5) * 2 * UNIT}h${-(w + 1) * UNIT}Z`

interface Props {
  picture: Picture
  /** A short name of the picture, and the id of a hidden element with its full description. */
  name: string
  describedBy: string
  /** Boxes to highlight. */
  marked: Rect[]
  /** The box under the spotlight: everything else steps back. */
  spot?: Rect | null
}

/** A picture as strokes and letters, with the same characters as transparent text to select and copy. */
export const PictureView = memo(function PictureView(props: Props) {
  const { picture, marked, spot } = props
  return (
    <>
      <svg
        className="diagram-strokes"
        role="img"
        aria-label={props.name}
        aria-describedby={props.describedBy}
        viewBox={`0 0 ${picture.width * UNIT} ${picture.rows.length * 2 * UNIT}`}
      >
        <Shapes picture={picture} />
        {marked.map((rect) => (
          <rect
            key={keyOf(rect)}
            className="diagram-mark"
            x={(rect.x - 0.2) * UNIT}
            y={(rect.y + 0.1) * 2 * UNIT}
            width={(rect.width + 0.4) * UNIT}
            height={(rect.height - 0.2) * 2 * UNIT}
            rx={UNIT * 0.3}
          />
        ))}
        {spot && <path className="diagram-dim" fillRule="evenodd" d={aroundOf(picture, spot)} />}
        {spot && (
          <rect
            className="diagram-spot"
            x={(spot.x - 0.5) * UNIT}
            y={(spot.y - 0.25) * 2 * UNIT}
            width={(spot.width + 1) * UNIT}
            height={(spot.height + 0.5) * 2 * UNIT}
          />
        )}
      </svg>
      <pre className="diagram-text" aria-hidden="true">
        {picture.rows.map((row) => row.trimEnd()).join('\n')}
      </pre>
    </>
  )
})
