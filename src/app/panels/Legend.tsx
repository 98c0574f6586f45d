import { t } from '../../lib/language/t.ts'
import './legend.css'
import { useMemo } from 'react'
import { UNIT } from '../../diagram/draw/svg-paths.ts'
import { type LegendEntry, legendOf } from '../../diagram/legend/legend.ts'
import { Shapes } from '../../diagram/PictureView.tsx'
import { sceneOf } from '../../diagram/scene/scene-of.ts'
import { Foot } from '../../guide/plan/Foot.tsx'
import { useDisplayTime } from '../../session/display-time.tsx'
import { usePanels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'
import { StripKey } from '../../timeline/StripKey.tsx'

/** Real milliseconds between two looks at what is in the picture. */
const LOOK_MS = 500

/** What the signs of the picture mean: first those that are in it now. */
export default function Legend() {
  const focus = useMemo(() => ({}), [])
  const world = useApp((state) => state.session.world)
  const view = useApp((state) => state.view)
  const kind = usePanels((state) => state.drawn)
  const now = useDisplayTime(LOOK_MS)
  const { now: present, others } = useMemo(
    () => legendOf(sceneOf(world, now, view), kind),
    [world, now, view, kind],
  )
  return (
    <Foot title={t`Legend`} focus={focus}>
      <h3>{t`In the picture now`}</h3>
      <Entries entries={present} />
      <h3>{t`In the time strip`}</h3>
      <StripKey />
      {others.map(([chapter, entries]) => (
        <section key={chapter}>
          <h3>{chapter}</h3>
          <Entries entries={entries} />
        </section>
      ))}
    </Foot>
  )
}

const Entries = ({ entries }: { entries: readonly LegendEntry[] }) => (
  <ul className="signs">
    {entries.map((entry) => (
      <li key={entry.sign} className="sign">
        <Drawing entry={entry} />
        <p>
          <b>{entry.name}</b> {entry.says}
        </p>
      </li>
    ))}
  </ul>
)

/** The sign as the picture draws it. The words beside it say the same in text. */
function Drawing({ entry: { picture } }: { entry: LegendEntry }) {
  return (
    <div className="sign-drawing" style={{ '--columns': picture.width }}>
      <svg
        className="diagram-strokes"
        aria-hidden="true"
        viewBox={`0 0 ${picture.width * UNIT} ${picture.rows.length * 2 * UNIT}`}
      >
        <Shapes picture={picture} />
      </svg>
    </div>
  )
}
