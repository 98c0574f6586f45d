import { create } from 'zustand'
import { actions } from './actions.ts'

/** The plan of a line, as it was asked for. A new value each time: the World may have moved on. */
export interface PlanWish {
  show: 'plan'
  terminal: string
  line: string
  /** Whether it takes the keyboard. */
  focus: boolean
}

/** The parts of the page. Where there is no room for all of them at once, one is shown. */
export type PagePart = 'picture' | 'guide' | 'console'

/** A dialog over the page. */
export type DialogName = 'links' | 'map' | 'goal' | 'terms' | 'branches' | 'cluster' | 'help'

/** A way into the labs. */
export type Reader = 'handout' | 'teach' | 'alone'

/** What stands open beside the picture and the consoles: of this visit, not of the sitting. */
export interface PanelState {
  /** At the foot of the guide; null: nothing but an answer. */
  foot: PlanWish | { show: 'changes' } | { show: 'faults' } | { show: 'legend' } | null
  /** The dialog that is open; null: none. */
  dialog: DialogName | null
  /** The term that the list of terms shows first; null: the first one. */
  term: string | null
  /** Whose way through the labs the map shows. */
  reader: Reader
  /** Whether the jobs are shown beside the console. */
  jobs: boolean
  /** The part that is shown where there is room for one. */
  part: PagePart
  /** The kind of picture that fits the room: the legend shows its signs. */
  drawn: 'full' | 'compact' | 'tiles'
  /** What is looked at in the picture of many nodes: one node or all (null), a search, and whether trouble comes first. */
  look: { node: string | null; search: string; sorted: boolean }
}

/** Which panels are open. Components read it with a selector; they change it by `panels`. */
export const usePanels = create<PanelState>()(() => ({
  foot: null,
  dialog: null,
  term: null,
  reader: 'alone',
  jobs: false,
  part: 'guide',
  drawn: 'full',
  look: { node: null, search: '', sorted: true },
}))

const isSame = (foot: PanelState['foot'], terminal: string, line: string): boolean =>
  foot?.show === 'plan' && foot.terminal === terminal && foot.line === line

/** An answer and another panel stand in the same place, which is not empty in between. */
const openFoot = (foot: PanelState['foot']): void => {
  usePanels.setState({ foot })
  actions.ask(null)
}

/** Opens and closes panels. */
export const panels = {
  /** From the console the first time leaves the keyboard there; the second time takes it. */
  plan: (terminal: string, line: string, from: 'console' | 'button') => {
    const focus = from === 'button' || isSame(usePanels.getState().foot, terminal, line)
    openFoot({ show: 'plan', terminal, line, focus })
  },
  changes: () => openFoot({ show: 'changes' }),
  /** What can be broken. */
  faults: () => openFoot({ show: 'faults' }),
  /** What the signs of the picture mean. */
  openLegend: () => openFoot({ show: 'legend' }),
  toggleLegend: () => {
    if (usePanels.getState().foot?.show === 'legend') panels.close()
    else panels.openLegend()
  },
  /** Closes what stands at the foot of the guide. */
  close: () => usePanels.setState({ foot: null }),
  /** A plan was made for one moment: after a jump in time it is closed. */
  closePlan: () => usePanels.setState(({ foot }) => (foot?.show === 'plan' ? { foot: null } : {})),
  /** All terms, at the given one. */
  openTerms: (term: string | null) => usePanels.setState({ dialog: 'terms', term }),
  openDialog: (dialog: DialogName) => usePanels.setState({ dialog }),
  setReader: (reader: Reader) => usePanels.setState({ reader }),
  closeDialog: () => usePanels.setState({ dialog: null }),
  setJobs: (jobs: boolean) => usePanels.setState({ jobs }),
  toggleJobs: () => usePanels.setState(({ jobs }) => ({ jobs: !jobs })),
  setDrawn: (drawn: PanelState['drawn']) => usePanels.setState({ drawn }),
  setLook: (look: PanelState['look']) => usePanels.setState({ look }),
  setPart: (part: PagePart) => usePanels.setState({ part }),
}
