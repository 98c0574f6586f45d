import { create } from 'zustand'
import { useSession } from './store.ts'

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

/** What stands open beside the picture and the consoles: of this visit, not of the sitting. */
export interface Asides {
  /** At the foot of the guide; null: nothing but an answer. */
  foot: PlanWish | { show: 'changes' } | { show: 'faults' } | null
  /** Whether the jobs are shown beside the console. */
  jobs: boolean
  /** The part that is shown where there is room for one. */
  part: PagePart
  /** From the console the first time leaves the keyboard there; the second time takes it. */
  plan: (terminal: string, line: string, from: 'console' | 'button') => void
  changes: () => void
  /** What can be broken. */
  faults: () => void
  close: () => void
  setJobs: (jobs: boolean) => void
  setPart: (part: PagePart) => void
}

const isSame = (foot: Asides['foot'], terminal: string, line: string): boolean =>
  foot?.show === 'plan' && foot.terminal === terminal && foot.line === line

export const useAsides = create<Asides>()((set, get) => ({
  foot: null,
  jobs: false,
  part: 'guide',
  plan: (terminal, line, from) => {
    useSession.getState().ask(null)
    const focus = from === 'button' || isSame(get().foot, terminal, line)
    set({ foot: { show: 'plan', terminal, line, focus } })
  },
  changes: () => {
    useSession.getState().ask(null)
    set({ foot: { show: 'changes' } })
  },
  faults: () => {
    useSession.getState().ask(null)
    set({ foot: { show: 'faults' } })
  },
  close: () => set({ foot: null }),
  setJobs: (jobs) => set({ jobs }),
  setPart: (part) => set({ part }),
}))
