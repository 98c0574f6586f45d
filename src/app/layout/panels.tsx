import type { ReactNode } from 'react'
import { t } from '../../lib/language/t.ts'
import { Split } from '../../ui/Split.tsx'

const RAIL_PX = 44

interface GuideAndWorkProps {
  guide: ReactNode
  /** Something in the guide has to be seen: it unfolds. */
  wanted: boolean
  children: ReactNode
}

/** The guide at the left, at a width of its own; everything else beside it. */
export function GuideAndWork({ guide, wanted, children }: GuideAndWorkProps) {
  return (
    <Split
      into="columns"
      label={t`Width of the guide`}
      initial="var(--guide)"
      min={260}
      max={520}
      rest={480}
      folded={{
        size: RAIL_PX,
        wanted,
        show: (unfold) => (
          <div className="guide-rail">
            <button type="button" className="button" onClick={unfold}>
              {t`Guide`}
            </button>
          </div>
        ),
      }}
      first={guide}
      second={children}
    />
  )
}

/** The picture above, the consoles below; a bar to drag between them. */
export function WorkSplit({ upper, lower }: { upper: ReactNode; lower: ReactNode }) {
  return (
    <Split
      into="rows"
      label={t`Height of the picture`}
      initial={'calc(65% - var(--console-rows))'}
      min={200}
      max={1600}
      rest={150}
      first={<div className="work-upper">{upper}</div>}
      second={<div className="work-lower">{lower}</div>}
    />
  )
}
