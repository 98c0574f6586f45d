import { t } from '../../lib/language/t.ts'
import { actions } from '../actions.ts'
import type { AppState } from '../app-state.ts'
import { download } from '../save/download.ts'
import type { Session } from '../session.ts'
import { useApp } from '../store.ts'
import {
  backUpCopy,
  forgetWritten,
  keep,
  type Loaded,
  load,
  onStorageLost,
  readBackup,
  type Stored,
} from './storage.ts'
import { markKept } from './stored-flag.ts'

/** Real milliseconds between two writes while only time passes. */
const IDLE_MS = 5000
/** The same after an action. */
const SOON_MS = 100
const LOCK = 'ganeti-lab session'
/** A page that is being left releases the lock a little after the next one asks for it. */
const LOCK_PATIENCE_MS = 1500

const storedOf = (state: AppState): Stored => ({
  session: state.session,
  previous: state.previous,
  recording: state.recording,
  happened: state.happened,
  labRelease: state.labRelease,
  history: state.history,
  terminal: state.terminal,
  view: state.view,
  speed: state.speed,
  ahead: state.ahead,
})

/** Restores the session of the last visit, then stores every change. */
export async function restoreAndKeep(): Promise<void> {
  const loaded = await load()
  take(loaded)
  if (loaded.is === 'closed') return
  if (loaded.is === 'nothing') markKept(false)
  // Never overwrite what could neither be read nor set aside.
  if (loaded.is === 'unread' || (loaded.is === 'set aside' && loaded.key === null)) return
  const found = useApp.getState().session
  void ownStorage(LOCK_PATIENCE_MS).then(async (mine) => {
    if (!mine) {
      tellSecondTab()
      // The lock is released when the other tab is closed or crashes.
      await ownStorage()
      await takeOver(found)
    }
    keepFromNowOn()
  })
}

/**
 * Takes over storing from a tab that was closed. `found`: the session this tab started with. If nothing was done here
 * since, the other tab's session is shown; otherwise it is set aside, so that neither is lost.
 */
async function takeOver(found: Session): Promise<void> {
  forgetWritten()
  actions.dismiss('second tab')
  const loaded = await load()
  const { session: mine } = useApp.getState()
  const untouched =
    mine.inputs === found.inputs && mine.undone === found.undone && mine.branches === found.branches
  if (loaded.is === 'session') {
    if (untouched) return take(loaded)
    const theirs = loaded.session.inputs
    if (JSON.stringify(theirs) === JSON.stringify(found.inputs)) return forgetWritten()
  } else if (loaded.is !== 'unread') return
  const key = await backUpCopy()
  forgetWritten()
  if (key === null) return
  actions.notify({
    kind: 'set aside',
    text: t`The other tab is closed, so this one is stored from now on. The session of the other tab was set aside.`,
    action: { label: t`Save it as a file`, run: () => hand(key) },
  })
}

function take(loaded: Loaded): void {
  switch (loaded.is) {
    case 'nothing':
      return
    case 'closed':
      return actions.notify({
        kind: 'storage',
        text: t`Your browser does not save this page (${loaded.why}). The lab works, but you lose your session when you reload. Export the session to keep it.`,
      })
    case 'unread':
      return actions.notify({
        kind: 'set aside',
        text: t`The stored session could not be opened because a part of the page could not be loaded. The session is still stored, and nothing new is stored. Reload the page to open it.`,
        action: { label: 'Reload', run: () => window.location.reload() },
      })
    case 'set aside': {
      const { key } = loaded
      return actions.notify({
        kind: 'set aside',
        text: t`The stored session cannot be opened. ${loaded.why} It was ${key === null ? t`left where it is, and nothing new is stored` : t`set aside`}.`,
        ...(key === null ? {} : { action: { label: t`Save it as a file`, run: () => hand(key) } }),
      })
    }
    case 'session': {
      const { workspace, previous, recording, session } = loaded
      const { terminal, ...rest } = workspace
      const front = Object.hasOwn(session.world.machines, terminal) ? { terminal } : {}
      actions.adopt(session, { ...rest, ...front, recording, previous })
    }
  }
}

/** Downloads the data that was set aside, as a file that `openFile` opens if it can be read. */
function hand(key: IDBValidKey): void {
  void readBackup(key).then((data) => {
    const { save, recording } = (data ?? {}) as { save?: object; recording?: unknown }
    const file = save ? { ...save, recording } : data
    download('session-set-aside.json', 'application/json', JSON.stringify(file))
  })
}

/**
 * Resolves to whether this tab is the one that stores; it stays so until it is closed. `patience`: real milliseconds to
 * wait; without it, waits until the other tab is closed.
 */
function ownStorage(patience?: number): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true)
  return new Promise((decide) => {
    const held = () => {
      decide(true)
      return new Promise<void>(() => {})
    }
    const options = patience === undefined ? {} : { signal: AbortSignal.timeout(patience) }
    navigator.locks.request(LOCK, options, held).catch(() => decide(false))
  })
}

const tellSecondTab = (): void =>
  actions.notify({
    kind: 'second tab',
    text: t`This lab is also open in another tab, which stores it. This tab is stored once you close the other one.`,
  })

/** Whether two states differ in something that must be stored soon. */
const differs = (a: AppState, b: AppState): boolean =>
  a.session.inputs !== b.session.inputs ||
  a.session.undone !== b.session.undone ||
  a.session.branches !== b.session.branches ||
  a.session.way !== b.session.way ||
  a.session.effort !== b.session.effort ||
  a.session.definition !== b.session.definition ||
  a.previous !== b.previous ||
  a.history !== b.history ||
  a.ahead !== b.ahead ||
  a.terminal !== b.terminal ||
  a.view !== b.view ||
  a.speed !== b.speed

/** Real milliseconds before a failed write is retried; doubled after each further failure. */
const RETRY_MS = 2000
const RETRY_AT_MOST_MS = 60_000

/** Stores every change from now on. */
export function keepFromNowOn(): void {
  let written: AppState | null = null
  let timer = 0
  let due = 0
  let failures = 0
  const done = (): void => {
    if (failures > 0) actions.dismiss('storage')
    failures = 0
  }
  const failed = (problem: unknown): void => {
    written = null
    failures += 1
    if (failures === 1)
      actions.notify({
        kind: 'storage',
        text: t`This session could not be stored (${problem instanceof Error ? problem.name : String(problem)}). The lab keeps working, and the page tries again. Export the session to keep it.`,
      })
    plan(Math.min(RETRY_AT_MOST_MS, RETRY_MS * 2 ** (failures - 1)))
  }
  const write = (): void => {
    window.clearTimeout(timer)
    timer = 0
    const state = useApp.getState()
    if (written && written.session === state.session && !differs(written, state)) return
    written = state
    keep(storedOf(state)).then(done, failed)
  }
  const plan = (wait: number): void => {
    const at = performance.now() + wait
    if (timer !== 0 && due <= at) return
    window.clearTimeout(timer)
    due = at
    timer = window.setTimeout(write, wait)
  }
  useApp.subscribe((state, before) => {
    // After a failure, the retry stores everything.
    if (failures > 0) return
    if (differs(state, before)) plan(SOON_MS)
    else if (state.session !== before.session) plan(IDLE_MS)
  })
  onStorageLost(() => {
    written = null
    actions.notify({
      kind: 'storage lost',
      text: t`The browser data of this page was deleted while the page was open. The session is stored again.`,
    })
    plan(SOON_MS)
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') write()
  })
  window.addEventListener('pagehide', write)
}
