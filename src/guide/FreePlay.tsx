import { t } from '../lib/language/t.ts'
import { clusterInWords, isOwnCluster } from '../session/labs/free-cluster.ts'
import { panels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'

/** What the guide says where there is no lab: which cluster it is, and what can be done with it. */
export function FreePlay() {
  const definition = useApp((state) => state.session.definition)
  return (
    <>
      <h2 className="guide-title">{t`Free play`}</h2>
      <p>
        {isOwnCluster(definition)
          ? t`${definition.name}: ${clusterInWords(definition)}, without goals.`
          : t`The cluster from the handout’s first picture, without goals.`}{' '}
        {t`Break what you like: you can turn the clock back.`}
      </p>
      <p className="guide-free">
        <button type="button" className="button" onClick={panels.faults}>
          {t`Break something`}
        </button>
        <button
          type="button"
          className="button"
          aria-haspopup="dialog"
          onClick={() => panels.openDialog('cluster')}
        >
          {t`New cluster …`}
        </button>
      </p>
    </>
  )
}
