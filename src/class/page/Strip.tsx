import { useEffect, useState } from 'react'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { minutesSeconds } from '../../lib/text/duration.ts'
import { useApp } from '../../session/store.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import { Deeds } from './Deeds.tsx'
import { Members, useNameOf } from './Members.tsx'
import { useClass } from './state.ts'

/** Above the page: whether the class is connected, who is where, and what was done last. */
export function Strip() {
  const group = useClass((state) => state.group)
  const hand = useClass((state) => state.hand)
  const watching = useClass((state) => state.watched !== null)
  const guest = useClass((state) => state.guest)
  return (
    <section className="class-strip" aria-label={t`Your group`}>
      <Light />
      <b className="class-group">{group}</b>
      <Members />
      <Following />
      <Floor />
      <TimeLeft />
      <Watching />
      <Lent />
      {!watching && !guest && <Deeds />}
      <button
        type="button"
        className="button"
        aria-pressed={hand}
        onClick={() => useClass.setState({ hand: !hand })}
      >
        {hand ? t`Hand is up` : t`Raise hand`}
      </button>
    </section>
  )
}

/** Whether the page is connected, and whether it shows the present. */
function Light() {
  const connected = useClass((state) => state.connected)
  const behind = useClass((state) => state.behind)
  const state = !connected ? 'off' : behind > 0 ? 'behind' : 'on'
  const word = {
    off: t`Not connected. What you type is kept, and sent when the line is back.`,
    behind: t`Catching up: ${behind}`,
    on: t`Connected`,
  }[state]
  return (
    <span className={`class-light is-${state}`} role="status">
      <span className={state === 'on' ? 'visually-hidden' : undefined}>{word}</span>
    </span>
  )
}

/** Whether this page shows what the instructor looks at. */
function Following() {
  const led = useClass((state) => state.led !== null)
  const follows = useClass((state) => state.follows)
  const guest = useClass((state) => state.guest)
  if (!led) return null
  const turn = () => useClass.setState({ follows: !follows })
  return (
    <p className={follows ? 'class-led is-on' : 'class-led'} role="status">
      {follows && (
        <>
          <span className="class-wide">
            {guest
              ? t`You follow your instructor, in another group.`
              : t`You follow your instructor.`}
          </span>
          <span className="class-narrow">{guest ? t`Another group` : t`You follow`}</span>
        </>
      )}
      <button type="button" className="button" onClick={turn}>
        {follows ? t`Look for myself` : t`Follow the instructor`}
      </button>
    </p>
  )
}

/** Who acts alone, if someone does. */
function Floor() {
  const floor = useClass((state) => state.floor)
  const mine = useClass((state) => state.seat === floor)
  const nameOf = useNameOf()
  if (floor === null) return null
  return (
    <b className="class-floor" role="status">
      {mine ? t`You act; the others look.` : t`${nameOf(floor)} acts; you look.`}
    </b>
  )
}

/** The real time that is left, as a clock shows it. */
function TimeLeft() {
  const ends = useClass((state) => state.timeEnds)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (ends === null) return
    const tick = () => setNow(Date.now())
    tick()
    const timer = window.setInterval(tick, 500)
    return () => window.clearInterval(timer)
  }, [ends])
  if (ends === null) return null
  const left = Math.max(0, ends - now)
  if (left === 0)
    return (
      <b className="class-time" role="status">
        {t`Time is up`}
      </b>
    )
  return (
    <span className="class-time" role="timer">
      {t`${minutesSeconds(left)} left`}
    </span>
  )
}

function Watching() {
  const watched = useClass((state) => state.watched)
  const nameOf = useNameOf()
  const node = useApp((state) => state.terminal)
  const isMine = useClass(({ lent, seat }) => watched !== null && own(lent, watched) === seat)
  const request = useClass((state) => state.request)
  if (watched === null) return null
  return (
    <p className="class-watching" role="status">
      {isMine
        ? t`You type at the console of ${nameOf(watched)} on ${shortName(node)}.`
        : t`You look at the console of ${nameOf(watched)} on ${shortName(node)}. You cannot type there.`}
      <button
        type="button"
        className="button"
        onClick={() =>
          request(
            isMine
              ? { do: 'lend keyboard', of: watched, to: null }
              : { do: 'ask for keyboard', of: watched },
          )
        }
      >
        {isMine ? t`Give the keyboard back` : t`Ask for the keyboard`}
      </button>
      <button type="button" className="button" onClick={() => useClass.setState({ watched: null })}>
        {t`Back to mine`}
      </button>
    </p>
  )
}

/** Who types at one's own consoles, if that is someone else. */
function Lent() {
  const seat = useClass((state) => state.seat)
  const borrower = useClass((state) => own(state.lent, seat))
  const nameOf = useNameOf()
  if (borrower === undefined) return null
  const takeBack = () => useClass.getState().request({ do: 'lend keyboard', of: seat, to: null })
  return (
    <p className="class-floor" role="status">
      {t`${nameOf(borrower)} types at your consoles.`}{' '}
      <button type="button" className="button" onClick={takeBack}>
        {t`Take the keyboard back`}
      </button>
    </p>
  )
}
