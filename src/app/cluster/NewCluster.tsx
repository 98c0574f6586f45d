import { t } from '../../lib/language/t.ts'
import './new-cluster.css'
import { type FormEvent, useRef, useState } from 'react'
import {
  type Cooked,
  clusterFrom,
  READY_MADE,
  type Recipe,
  type RecipeField,
  USUAL_RECIPE,
} from '../../labs/recipe.ts'
import { actions } from '../../session/actions.ts'
import { clusterInWords } from '../../session/labs/free-cluster.ts'
import { clusterLink, exportCluster, openCluster } from '../../session/labs/own-cluster.ts'
import { useRecipe } from '../../session/labs/recipe-form.ts'
import { addressOf, linkTo } from '../../session/links/link.ts'
import { panels } from '../../session/panels.ts'
import { RELEASES, type Release } from '../../sim/releases.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from './Field.tsx'
import { FIELDS, numbersIn } from './fields.ts'

/** The form for a cluster of your own: what is wrong stands beside its field, as you type. */
export default function NewCluster() {
  const { form, setForm } = useRecipe()
  const cooked = clusterFrom(numbersIn(form))
  const [refused, setRefused] = useState('')
  const root = useRef<HTMLFormElement>(null)
  const change = (changed: Partial<Recipe>) => {
    setRefused('')
    setForm({ ...form, ...textsOf(changed) })
  }
  const open = async (event: FormEvent) => {
    event.preventDefault()
    if (!cooked.ok) {
      const [first] = cooked.problems
      root.current?.querySelector<HTMLElement>(`[name="${first?.field}"]`)?.focus()
      return
    }
    const why = await openCluster(cooked.definition)
    if (why !== null) return setRefused(why)
    panels.closeDialog()
    // No console can take the focus while the dialog has it.
    actions.focusTerminal()
  }
  return (
    <Dialog title={t`New cluster`} onClosed={panels.closeDialog} wide>
      <form ref={root} className="cluster" noValidate onSubmit={(event) => void open(event)}>
        <ReadyMade onChoose={change} nodes={form.nodes} />
        {FIELDS.map(({ title, fields }) => (
          <fieldset key={title} className="cluster-part">
            <legend>{title}</legend>
            {fields.map((field) => (
              <Field
                key={field.name}
                field={field}
                value={form[field.name]}
                problem={problemOf(cooked, field.name)}
                onChange={(text) => {
                  setRefused('')
                  setForm({ ...form, [field.name]: text })
                }}
              />
            ))}
            {fields.some(({ name }) => name === 'cluster') && (
              <label className="cluster-field">
                <span>{t`Ganeti release`}</span>
                <select
                  className="field"
                  name="release"
                  value={form.release}
                  onChange={(event) => change({ release: event.target.value as Release })}
                >
                  {RELEASES.map((release) => (
                    <option key={release}>{release}</option>
                  ))}
                </select>
              </label>
            )}
          </fieldset>
        ))}
        <Foot cooked={cooked} refused={refused} />
      </form>
    </Dialog>
  )
}

const textsOf = (recipe: Partial<Recipe>): Partial<Record<RecipeField, string>> =>
  Object.fromEntries(Object.entries(recipe).map(([key, value]) => [key, String(value)]))

const problemOf = (cooked: Cooked, field: RecipeField): string =>
  cooked.ok ? '' : (cooked.problems.find((problem) => problem.field === field)?.says ?? '')

interface ReadyMadeProps {
  nodes: string
  onChoose: (recipe: Partial<Recipe>) => void
}

function ReadyMade({ nodes, onChoose }: ReadyMadeProps) {
  return (
    <fieldset className="cluster-ready">
      <legend>{t`Begin with`}</legend>
      {READY_MADE.map((ready) => (
        <button
          key={ready.nodes}
          type="button"
          className="button"
          aria-pressed={nodes === String(ready.nodes)}
          onClick={() => onChoose({ ...ready, nodeNames: USUAL_RECIPE.nodeNames })}
        >
          {t`${ready.nodes} nodes`}
        </button>
      ))}
    </fieldset>
  )
}

/** What comes of the form, and what to do with it. */
function Foot({ cooked, refused }: { cooked: Cooked; refused: string }) {
  const [said, setSaid] = useState('')
  const link = cooked.ok ? clusterLink(cooked.definition) : null
  const copy = async (address: string) => {
    try {
      await navigator.clipboard.writeText(address)
      setSaid(t`The link is copied.`)
    } catch {
      setSaid(
        t`Your browser does not let the page copy. Open the cluster, then use Session → Copy a link.`,
      )
    }
  }
  const summary = cooked.ok
    ? `${clusterInWords(cooked.definition)}.`
    : t`Not yet: ${cooked.problems.map(({ says }) => says).join(' ')}`
  return (
    <footer className="cluster-foot">
      <p role="status" className={cooked.ok && refused === '' ? '' : 'is-wrong'}>
        {refused || said || summary}
      </p>
      <div>
        <button type="submit" className="button is-main">
          {t`Open it`}
        </button>
        <button
          type="button"
          className="button"
          disabled={link === null}
          onClick={() => link && void copy(addressOf(linkTo(link)))}
        >
          {t`Copy a link`}
        </button>
        <button
          type="button"
          className="button"
          disabled={!cooked.ok}
          onClick={() => cooked.ok && exportCluster(cooked.definition)}
        >
          {t`Save as a file`}
        </button>
      </div>
      <p className="cluster-note">
        {t`Opens as free play. You can restore your present session from the Session menu.`}
      </p>
    </footer>
  )
}
