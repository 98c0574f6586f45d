import { download } from './download.ts'
import { markKept } from './kept.ts'
import { saveOf } from './save.ts'
import { keep, type Loaded, load, readAside, type Stored } from './storage.ts'
import { type Lab, useSession } from './store.ts'

/** Real milliseconds between two writes while only time passes. */
const IDLE_MS = 5000
/** … and after something was done. */
const SOON_MS = 100
const LOCK = 'ganeti-lab session'
/** A page that is being left lets go of the lock a little later than the next one asks. */
const LOCK_PATIENCE_MS = 1500

const storedOf = (lab: Lab): Stored => ({
  save: saveOf(lab.session),
  previous: lab.previous && saveOf(lab.previous),
  recording: lab.recording,
  happened: lab.happened,
  history: lab.history,
  terminal: lab.terminal,
  view: lab.view,
  speed: lab.speed,
})

/** Goes on where the last visit ended, and from then on keeps what happens. */
export async function restoreAndKeep(): Promise<void> {
  const loaded = await load()
  take(loaded)
  if (loaded.is === 'closed') return
  if (loaded.is === 'nothing') markKept(false)
  // What could be neither read nor put aside must not be written over.
  if (loaded.is === 'set aside' && loaded.key === null) return
  void ownStorage().then((mine) => (mine ? keepFromNowOn() : tellSecondTab()))
}

function take(loaded: Loaded): void {
  const { adopt, tell } = useSession.getState()
  switch (loaded.is) {
    case 'nothing':
      return
    case 'closed':
      return tell({
        kind: 'storage',
        text: `The browser keeps nothing for this page (${loaded.why}). The lab works, but a reload starts it anew. Export the session to keep it.`,
      })
    case 'set aside': {
      const { key } = loaded
      return tell({
        kind: 'set aside',
        text: `The stored session cannot be opened. ${loaded.why} It was ${key === null ? 'left where it is, and nothing new is stored' : 'put aside'}.`,
        ...(key === null ? {} : { action: { label: 'Save it as a file', run: () => hand(key) } }),
      })
    }
    case 'session': {
      const { desk, previous, recording, session } = loaded
      const { terminal, ...rest } = desk
      const front = Object.hasOwn(session.world.machines, terminal) ? { terminal } : {}
      adopt(session, { ...rest, ...front, recording, previous })
    }
  }
}

function hand(key: IDBValidKey): void {
  void readAside(key).then((data) =>
    download('session-set-aside.json', 'application/json', JSON.stringify(data)),
  )
}

/** Whether this tab is the one that stores. Held until the tab is closed. */
function ownStorage(): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true)
  return new Promise((decide) => {
    const held = () => {
      decide(true)
      return new Promise<void>(() => {})
    }
    navigator.locks
      .request(LOCK, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, held)
      .catch(() => decide(false))
  })
}

const tellSecondTab = (): void =>
  useSession.getState().tell({
    kind: 'second tab',
    text: 'This lab is open in another tab, and that one stores it. What you do here is not stored: close the other tab and reload this one to go on here.',
  })

/** Whether something is different that the next visit would miss. */
const differs = (a: Lab, b: Lab): boolean =>
  a.session.inputs !== b.session.inputs ||
  a.session.undone !== b.session.undone ||
  a.session.definition !== b.session.definition ||
  a.previous !== b.previous ||
  a.history !== b.history ||
  a.terminal !== b.terminal ||
  a.view !== b.view ||
  a.speed !== b.speed

function keepFromNowOn(): void {
  let written: Lab | null = null
  let timer = 0
  let due = 0
  let told = false
  const write = (): void => {
    window.clearTimeout(timer)
    timer = 0
    const lab = useSession.getState()
    if (written && written.session === lab.session && !differs(written, lab)) return
    written = lab
    keep(storedOf(lab)).catch((problem: unknown) => {
      if (!told)
        lab.tell({
          kind: 'storage',
          text: `This session could not be stored (${problem instanceof Error ? problem.name : problem}). The lab goes on; export the session to keep it.`,
        })
      told = true
    })
  }
  const plan = (wait: number): void => {
    const at = performance.now() + wait
    if (timer !== 0 && due <= at) return
    window.clearTimeout(timer)
    due = at
    timer = window.setTimeout(write, wait)
  }
  useSession.subscribe((lab, before) => {
    if (differs(lab, before)) plan(SOON_MS)
    else if (lab.session !== before.session) plan(IDLE_MS)
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') write()
  })
  window.addEventListener('pagehide', write)
}
