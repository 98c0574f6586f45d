import { t } from '../../lib/language/t.ts'
import { rich } from '../../ui/rich.tsx'
import './map.css'
import type { LabCard } from '../../labs/lab.ts'
import { own } from '../../lib/own.ts'
import { CARDS } from '../../session/labs/catalogue.ts'
import { openFree, openLab } from '../../session/labs/open-lab.ts'
import { solvedHow, useSolvedLabs } from '../../session/labs/solved-labs.ts'
import { DRILLS, linkTo } from '../../session/links/link.ts'
import { panels, usePanels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Drills } from './Drills.tsx'
import { LabRow } from './LabRow.tsx'
import { labsOn, WAYS } from './readers.ts'
import { ShareButtons } from './ShareButtons.tsx'

/** The map: all labs and drills, what each teaches and how it was solved, for three kinds of readers. */
export default function LabMap() {
  const reader = usePanels((state) => state.reader)
  const way = WAYS.find((one) => one.reader === reader)
  if (!way) return null
  const teach = reader === 'teach'
  const labs = labsOn(way, CARDS).filter((card) => card.id !== DRILLS)
  return (
    <Dialog title={t`Labs and drills`} onClosed={panels.closeDialog} wide>
      <fieldset className="map-ways">
        <legend className="visually-hidden">{t`Who are you?`}</legend>
        {WAYS.map((one) => (
          <button
            key={one.reader}
            type="button"
            aria-pressed={one.reader === reader}
            onClick={() => panels.setReader(one.reader)}
          >
            {one.name}
          </button>
        ))}
      </fieldset>
      <p className="map-says">{way.says}</p>
      {teach ? null : <Next labs={labs} />}
      <OwnLab />
      <div className="map-parts">
        <ol className="map-labs">
          {labs.map((card) => (
            <LabRow key={card.id} card={card} teach={teach} />
          ))}
        </ol>
        <div className="map-rest">
          <Drills teach={teach} />
          <FreePlay teach={teach} />
        </div>
      </div>
    </Dialog>
  )
}

/** How much is solved, and the first lab that is not, for whoever wants to go on. */
function Next({ labs }: { labs: readonly LabCard[] }) {
  const solved = useSolvedLabs((state) => state.solved)
  const open = labs.filter(({ id }) => solvedHow(own(solved, id)) === 'not yet')
  const [next] = open
  const start = (id: string) => {
    panels.closeDialog()
    void openLab(id)
  }
  return (
    <p className="map-next">
      {t`${labs.length - open.length} of ${labs.length} solved.`}{' '}
      {next ? (
        <>
          {t`Next:`}{' '}
          <button type="button" className="map-goal" onClick={() => start(next.id)}>
            {next.title}
          </button>
        </>
      ) : (
        t`Go on with the drills.`
      )}
    </p>
  )
}

/** A lab from a file is on no list: the map says only that it is open. */
function OwnLab() {
  const lab = useApp((state) => state.session.lab)
  if (lab?.source === undefined) return null
  return (
    <p className="map-next">
      {rich`${lab.title}, a lab from your file ${<b className="map-here">{t`open now`}</b>}`}
    </p>
  )
}

function FreePlay({ teach }: { teach: boolean }) {
  const here = useApp((state) => state.session.lab === null)
  const start = () => {
    panels.closeDialog()
    openFree()
  }
  return (
    <section className="map-more" aria-labelledby="map-free">
      <h3 id="map-free">{t`Free play`}</h3>
      <p>
        {t`The cluster from the handout’s first picture, or one of your own, without goals. Break what you like.`}{' '}
        {here ? <b className="map-here">{t`open now`}</b> : null}
      </p>
      <div className="map-buttons">
        <button type="button" className="button is-wrapping" onClick={start}>
          {t`Open free play`}
        </button>
        <button
          type="button"
          className="button is-wrapping"
          onClick={() => panels.openDialog('cluster')}
        >
          {t`New cluster …`}
        </button>
        {teach ? <ShareButtons what={t`free play`} fragment={linkTo({ is: 'free' })} /> : null}
      </div>
    </section>
  )
}
