import { useApp } from '../../session/store.ts'
import type { Sight } from '../log/sight.ts'
import type { Follower } from './follow.ts'
import { lookAtSight, sightNow } from './sight.ts'
import { useClass } from './state.ts'

/** How long it takes to look again whether everything that was done here is confirmed, in milliseconds. */
const AGAIN_MS = 100

/** Whether the instructor leads, and this page follows. */
export const isFollowing = (): boolean => {
  const { led, follows } = useClass.getState()
  return led !== null && follows
}

/** The side of a page that follows its instructor, until whoever sits there looks for themselves. */
export class Following {
  readonly #follower: Follower
  readonly #tell: (follows: boolean) => void
  #timer = 0
  /** What was looked at here before, to come back to; null while this page does not follow. */
  #own: Sight | null = null
  /** What was led to last; null while this page does not follow. */
  #shown: Sight | null = null
  readonly #stops: readonly (() => void)[]

  constructor(follower: Follower, tell: (follows: boolean) => void) {
    this.#follower = follower
    this.#tell = tell
    this.#stops = [
      useClass.subscribe(({ led, follows }, before) => {
        if (led !== null && before.led !== null && follows !== before.follows) this.#told(follows)
      }),
      // The cluster of another group may have other nodes.
      useApp.subscribe(({ session }, before) => {
        if (session.definition !== before.session.definition) this.look()
      }),
    ]
  }

  /** The instructor looks at this; null: they do not lead any more. */
  led(sight: Sight | null): void {
    const { led: before } = useClass.getState()
    // Who has looked for themselves is asked again the next time.
    useClass.setState(sight ? { led: sight } : { led: null, follows: true })
    if (sight && !before) this.#told(useClass.getState().follows)
    this.look()
  }

  /** What follows is the log of another group, or of one's own again. */
  turn(guest: boolean): void {
    this.#follower.reset()
    this.#follower.isGuest = guest
    useClass.setState({ guest, watched: null })
  }

  /** Looks where the instructor looks if they lead; in the end again at what was looked at before. */
  look(): void {
    const { led, follows } = useClass.getState()
    if (led && follows) {
      this.#own ??= sightNow()
      lookAtSight(led, this.#shown)
      this.#shown = led
      return
    }
    if (this.#own) lookAtSight(this.#own, this.#shown)
    this.#own = null
    this.#shown = null
  }

  /** The line is lost: the server will say again whether someone leads. */
  lost(): void {
    window.clearTimeout(this.#timer)
    if (useClass.getState().guest) this.turn(false)
    useClass.setState({ led: null })
    this.look()
  }

  close(): void {
    for (const stop of this.#stops) stop()
    this.lost()
    useClass.setState({ follows: true })
  }

  /** Tells the server, as soon as nothing of this page is on its way: it turns to another log then. */
  #told(follows: boolean): void {
    window.clearTimeout(this.#timer)
    if (follows && this.#follower.unconfirmed.length > 0) {
      this.#timer = window.setTimeout(() => this.#told(useClass.getState().follows), AGAIN_MS)
      return
    }
    this.#tell(follows)
    this.look()
  }
}
