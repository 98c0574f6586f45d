import './tokens.css'
import './app.css'
import './stage.css'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Consoles } from '../console/Consoles.tsx'
import { watchFinger } from '../console/finger.ts'
import { Guide } from '../guide/Guide.tsx'
import { lazyPart } from '../session/lazy-part.tsx'
import { panels, usePanels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'
import { Clock } from '../timeline/Clock.tsx'
import { TimeStrip } from '../timeline/TimeStrip.tsx'
import { Bar } from './Bar.tsx'
import { Boundary } from './Boundary.tsx'
import { BreakButton } from './BreakButton.tsx'
import { JobsSwitch } from './JobsSwitch.tsx'
import { JustHappened } from './JustHappened.tsx'
import { LegendButton } from './LegendButton.tsx'
import { Notices } from './Notices.tsx'
import { PartTabs } from './PartTabs.tsx'
import { GuideAndWork, WorkSplit } from './panels.tsx'
import { Stage } from './Stage.tsx'
import { useShortcuts } from './shortcuts.tsx'
import { useDark } from './theme.tsx'
import { ViewSwitch } from './ViewSwitch.tsx'
import { useVisibleHeight } from './visible-height.tsx'
// After the style sheets of the parts, which it arranges.
import './layout.css'
import './forced-colors.css'

const Help = lazyPart(() => import('./Help.tsx'))
const GoalPicture = lazyPart(() => import('./GoalPicture.tsx'))
const LabMap = lazyPart(() => import('../guide/map/LabMap.tsx'))
const Links = lazyPart(() => import('./Links.tsx'))
const Terms = lazyPart(() => import('../guide/Terms.tsx'))
const Presenter = lazyPart(() => import('./Presenter.tsx'))
const Answered = lazyPart(() => import('../guide/Answered.tsx'))
const PlanOfLine = lazyPart(() => import('../guide/Plan.tsx'))
const Changed = lazyPart(() => import('../guide/Changed.tsx'))
const Jobs = lazyPart(() => import('./Jobs.tsx'))
const Faults = lazyPart(() => import('./Faults.tsx'))
const Legend = lazyPart(() => import('./Legend.tsx'))

/** The whole page: bar, guide, picture, consoles and clock; or the presenter view. */
export function App() {
  const dark = useDark()
  const presenter = useApp((state) => state.presenter)
  const [help, setHelp] = useState(0)
  const onHelp = useCallback(() => setHelp((times) => times + 1), [])
  useShortcuts(onHelp)
  useVisibleHeight()
  useEffect(() => {
    const stop = watchFinger()
    return stop
  }, [])
  // After the presenter view the console does not take the focus, so that P toggles the view.
  const [presented, setPresented] = useState(presenter)
  if (presenter && !presented) setPresented(true)
  return (
    <>
      {presenter ? (
        <Boundary name="The presenter view" resetKey={presenter} whole>
          <Presenter dark={dark} />
        </Boundary>
      ) : (
        <Screen dark={dark} onHelp={onHelp} eager={!presented} />
      )}
      <OpenDialog />
      {help > 0 && (
        <Boundary name="The help" resetKey={help}>
          <Help asked={help} />
        </Boundary>
      )}
    </>
  )
}

const DIALOGS = { goal: GoalPicture, links: Links, map: LabMap, terms: Terms } as const

/** The dialog over the page, if one is open. */
function OpenDialog() {
  const name = usePanels((state) => state.dialog)
  if (name === null) return null
  const Part = DIALOGS[name]
  return (
    <Boundary name="This dialog" resetKey={name}>
      <Part />
    </Boundary>
  )
}

/** The foot of the guide: an answer, a plan, the changes or the faults, one at a time. */
function GuideFoot() {
  const asked = useApp((state) => state.asked !== null)
  const foot = usePanels((state) => state.foot?.show ?? null)
  useEffect(() => {
    if (asked) panels.close()
  }, [asked])
  // After a jump in time, the plan is for another moment.
  const jumps = useApp((state) => state.rewrites)
  const seen = useRef(jumps)
  useEffect(() => {
    if (seen.current !== jumps) panels.closePlan()
    seen.current = jumps
  }, [jumps])
  return (
    <Boundary name="This part of the guide" resetKey={asked ? 'asked' : foot}>
      {asked ? (
        <Answered />
      ) : foot === 'plan' ? (
        <PlanOfLine />
      ) : foot === 'changes' ? (
        <Changed />
      ) : foot === 'faults' ? (
        <Faults />
      ) : foot === 'legend' ? (
        <Legend />
      ) : null}
    </Boundary>
  )
}

interface ScreenProps {
  dark: boolean
  onHelp: () => void
  /** Whether the console takes the focus at once. */
  eager: boolean
}

function Screen({ dark, onHelp, eager }: ScreenProps) {
  const asked = useApp((state) => state.asked !== null)
  const foot = usePanels((state) => state.foot !== null)
  const jobs = usePanels((state) => state.jobs)
  const part = usePanels((state) => state.part)
  const strip = useApp((state) => state.strip)
  // A part that failed may work again after a jump in time or with another lab.
  const jumps = useApp((state) => state.rewrites)
  const guide = (
    <div className="guide-column">
      <aside className="guide" aria-label="Guide">
        <div className="guide-page">
          <Boundary name="The guide" resetKey={jumps}>
            <Guide />
          </Boundary>
        </div>
        <GuideFoot />
      </aside>
      <Notices />
    </div>
  )
  const picture = (
    <>
      <div className="part-tools">
        <ViewSwitch />
        <LegendButton />
        <BreakButton>Break</BreakButton>
      </div>
      <Boundary name="The picture" resetKey={jumps}>
        <Stage />
        <JustHappened />
      </Boundary>
    </>
  )
  const consoles = (
    <Boundary name="The console" resetKey={jumps}>
      <Consoles
        dark={dark}
        eager={eager}
        tools={<JobsSwitch />}
        beside={
          jobs && (
            <Boundary name="The list of jobs" resetKey={jobs}>
              <Jobs />
            </Boundary>
          )
        }
      />
    </Boundary>
  )
  return (
    <div className="app" data-part={part}>
      <Bar dark={dark} onHelp={onHelp} />
      <PartTabs />
      <main className="body">
        <GuideAndWork guide={guide} wanted={asked || foot}>
          <WorkSplit upper={picture} lower={consoles} />
        </GuideAndWork>
      </main>
      <footer className={strip ? 'dock' : 'dock is-folded'}>
        <Clock />
        <Boundary name="The time strip" resetKey={jumps}>
          <TimeStrip />
        </Boundary>
      </footer>
    </div>
  )
}
