import { t } from '../../lib/language/t.ts'
import './goal-picture.css'
import { useEffect, useMemo, useState } from 'react'
import { Diagram } from '../../diagram/Diagram.tsx'
import { sceneOf } from '../../diagram/scene/scene-of.ts'
import { differing, newIn } from '../../diagram/words/differences.ts'
import { playedTo } from '../../session/labs/prepare.ts'
import { panels } from '../../session/panels.ts'
import { sessionNow } from '../../session/store.ts'
import type { Start, Started } from '../../session/worker/foreign.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** The picture as it is when the current goal is reached: where the lab's own solution leads, played on a copy. */
export default function GoalPicture() {
  const [{ lab, definition, progress }] = useState(sessionNow)
  const goal = lab?.goals[progress.done.length]
  const [started, setStarted] = useState<Started | null>(null)
  useEffect(() => {
    let shown = true
    if (!lab || !goal) return
    void playedTo({ lab, definition, goal: goal.id, to: 'its end' }).then((made) => {
      if (shown) setStarted(made)
    })
    return () => {
      shown = false
    }
  }, [lab, definition, goal])
  if (!goal) return null
  return (
    <Dialog title={t`The goal`} onClosed={panels.closeDialog} wide>
      <p className="goal-picture-says">
        {t`This is not the present. It is the picture once the lab’s own solution has reached the goal “${goal.text}”. Another way may leave it different.`}
      </p>
      {started === null ? (
        <p role="status">{t`Preparing the picture…`}</p>
      ) : started.ok ? (
        <Goal start={started.start} />
      ) : (
        <p role="alert">{t`The goal cannot be shown. ${started.why}`}</p>
      )}
    </Dialog>
  )
}

function Goal({ start }: { start: Start }) {
  const { scene, marks, news } = useMemo(() => {
    const { world, now } = sessionNow()
    const present = sceneOf(world, now, 'is')
    const then = sceneOf(start.world, start.now, 'is')
    return { scene: then, marks: differing(present, then), news: newIn(present, then) }
  }, [start])
  return (
    <>
      <div className="goal-picture">
        <Diagram scene={scene} name={t`The goal`} marks={marks} reducedMotion />
      </div>
      {news.length > 0 ? (
        <>
          <h3 className="goal-picture-news">{t`Different from now (outlined)`}</h3>
          <ul>
            {news.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t`Nothing in the picture differs from now. This goal is about what you do or find out.`}</p>
      )}
    </>
  )
}
