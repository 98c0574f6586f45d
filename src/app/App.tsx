import { t } from '../lib/language/t.ts'
import './styles/tokens.css'
import './styles/app.css'
import './stage/stage.css'
import { useEffect, useRef, useState } from 'react'
import { Consoles } from '../console/Consoles.tsx'
import { watchTouch } from '../console/input/touch.ts'
import { Guide } from '../guide/Guide.tsx'
import { lazyPart } from '../session/loading/lazy-part.tsx'
import { panels, usePanels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'
import { Clock } from '../timeline/Clock.tsx'
import { PastBanner } from '../timeline/PastBanner.tsx'
import { TimeStrip } from '../timeline/TimeStrip.tsx'
import { watchClicks } from '../ui/steady-clicks.ts'
import { Bar } from './bar/Bar.tsx'
import { BreakButton } from './bar/BreakButton.tsx'
import { JobsSwitch } from './bar/JobsSwitch.tsx'
import { LegendButton } from './bar/LegendButton.tsx'
import { ViewSwitch } from './bar/ViewSwitch.tsx'
import { PartTabs } from './layout/PartTabs.tsx'
import { GuideAndWork, WorkSplit } from './layout/panels.tsx'
import { useVisibleHeight } from './layout/visible-height.tsx'
import { Boundary } from './notices/Boundary.tsx'
import { Notices } from './notices/Notices.tsx'
import { ProjectorBar } from './projector/ProjectorBar.tsx'
import { useShortcuts } from './shortcuts.tsx'
import { GoalLine } from './stage/GoalLine.tsx'
import { JustHappened } from './stage/JustHappened.tsx'
import { Stage } from './stage/Stage.tsx'
import { useDark } from './theme.tsx'
// After the style sheets of the parts, which it arranges.
import './layout/layout.css'
import './styles/forced-colors.css'

const Help = lazyPart(() => import('./panels/Help.tsx'))
const GoalPicture = lazyPart(() => import('./panels/GoalPicture.tsx'))
const LabMap = lazyPart(() => import('../guide/map/LabMap.tsx'))
const Branches = lazyPart(() => import('../timeline/Branches.tsx'))
const NewCluster = lazyPart(() => import('./cluster/NewCluster.tsx'))
const Links = lazyPart(() => import('./panels/Links.tsx'))
const Terms = lazyPart(() => import('../guide/terms/Terms.tsx'))
const Presenter = lazyPart(() => import('./panels/Presenter.tsx'))
const Answered = lazyPart(() => import('../guide/answers/Answered.tsx'))
const PlanOfLine = lazyPart(() => import('../guide/plan/Plan.tsx'))
const Changed = lazyPart(() => import('../guide/plan/Changed.tsx'))
const Jobs = lazyPart(() => import('./panels/Jobs.tsx'))
const Faults = lazyPart(() => import('./panels/Faults.tsx'))
const Legend = lazyPart(() => import('./panels/Legend.tsx'))

/** The whole page: bar, guide, picture, consoles and clock; or the presenter view. */
export function App() {
  const dark = useDark()
  const presenter = useApp((state) => state.presenter)
  useShortcuts()
  useVisibleHeight()
  useEffect(() => {
    const stop = watchTouch()
    return stop
  }, [])
  useEffect(() => {
    const stop = watchClicks(document)
    return stop
  }, [])
  // After the presenter view the console does not take the focus, so that P toggles the view.
  const [presented, setPresented] = useState(presenter)
  if (presenter && !presented) setPresented(true)
  return (
    <>
      {presenter ? (
        <Boundary name={t`The presenter view`} resetKey={presenter} whole>
          <Presenter dark={dark} />
        </Boundary>
      ) : (
        <Screen dark={dark} eager={!presented} />
      )}
      <OpenDialog />
    </>
  )
}

const DIALOGS = {
  branches: Branches,
  cluster: NewCluster,
  goal: GoalPicture,
  help: Help,
  links: Links,
  map: LabMap,
  terms: Terms,
} as const

/** The dialog over the page, if one is open. */
function OpenDialog() {
  const name = usePanels((state) => state.dialog)
  if (name === null) return null
  const Part = DIALOGS[name]
  return (
    <Boundary name={t`This dialog`} resetKey={name}>
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
    <Boundary name={t`This part of the guide`} resetKey={asked ? 'asked' : foot}>
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
  /** Whether the console takes the focus at once. */
  eager: boolean
}

function Screen({ dark, eager }: ScreenProps) {
  const asked = useApp((state) => state.asked !== null)
  const foot = usePanels((state) => state.foot !== null)
  const jobs = usePanels((state) => state.jobs)
  const part = usePanels((state) => state.part)
  const strip = useApp((state) => state.strip)
  // A part that failed may work again after a jump in time or with another lab.
  const jumps = useApp((state) => state.rewrites)
  const guide = (
    <div className="guide-column">
      <aside className="guide" aria-label={t`Guide`}>
        <ProjectorBar />
        <div className="guide-page">
          <Boundary name={t`The guide`} resetKey={jumps}>
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
        <BreakButton>{t`Break`}</BreakButton>
      </div>
      <Boundary name={t`The picture`} resetKey={jumps}>
        <Stage />
        <JustHappened />
        <GoalLine />
      </Boundary>
    </>
  )
  const consoles = (
    <Boundary name={t`The console`} resetKey={jumps}>
      <Consoles
        dark={dark}
        eager={eager}
        tools={<JobsSwitch />}
        beside={
          jobs && (
            <Boundary name={t`The list of jobs`} resetKey={jobs}>
              <Jobs />
            </Boundary>
          )
        }
      />
    </Boundary>
  )
  return (
    <div className="app" data-part={part}>
      <Bar dark={dark} />
      <PartTabs />
      <main className="body">
        <GuideAndWork guide={guide} wanted={asked || foot}>
          <WorkSplit upper={picture} lower={consoles} />
        </GuideAndWork>
      </main>
      <footer className={strip ? 'dock' : 'dock is-folded'}>
        <PastBanner />
        <Clock />
        <Boundary name={t`The time strip`} resetKey={jumps}>
          <TimeStrip />
        </Boundary>
      </footer>
    </div>
  )
}
