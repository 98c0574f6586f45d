import { MOST_NODES, type Recipe, type RecipeField } from '../../labs/recipe.ts'
import { t } from '../../lib/language/t.ts'

/** A field of the form as it is shown. */
export interface FieldInfo {
  name: RecipeField
  label: string
  kind: 'text' | 'number'
  unit?: string
  hint?: string
}

const number = (name: RecipeField, label: string, unit?: string, hint?: string): FieldInfo => ({
  name,
  label,
  kind: 'number',
  ...(unit === undefined ? {} : { unit }),
  ...(hint === undefined ? {} : { hint }),
})
const text = (name: RecipeField, label: string, hint?: string): FieldInfo => ({
  name,
  label,
  kind: 'text',
  ...(hint === undefined ? {} : { hint }),
})

/** The fields of the form, in parts. The release is a choice of its own. */
export const FIELDS: readonly { title: string; fields: readonly FieldInfo[] }[] = [
  {
    title: t`The cluster`,
    fields: [text('cluster', 'Name'), text('groups', t`Node groups`, t`Names with commas.`)],
  },
  {
    title: t`Its nodes`,
    fields: [
      number('nodes', t`How many`, t`2 to ${MOST_NODES}`),
      text('nodeNames', 'Names', t`“node” makes node1, node2 … Or give every name.`),
      number('memory', 'Memory', 'GiB'),
      number('disk', 'Disk', 'GiB'),
      number('cpus', 'CPUs'),
    ],
  },
  {
    title: t`Its instances`,
    fields: [
      number('drbd', 'drbd'),
      number('plain', 'plain'),
      number('file', 'file'),
      number('diskless', 'diskless'),
      text('instanceNames', 'Names', t`“app” makes app1, app2 …`),
      number('instanceMemory', 'Memory', 'MiB'),
      number('instanceDisk', 'Disk', 'GiB'),
    ],
  },
]

/** The form's texts as a recipe. A text that is not a number becomes NaN, which the recipe refuses. */
export function numbersIn(form: Record<RecipeField, string>): Recipe {
  const numbers = new Set(
    FIELDS.flatMap(({ fields }) => fields).flatMap(({ kind, name }) =>
      kind === 'number' ? [name] : [],
    ),
  )
  const entries = Object.entries(form).map(([key, value]) => [
    key,
    numbers.has(key as RecipeField) ? numberIn(value) : value.trim(),
  ])
  return Object.fromEntries(entries) as Recipe
}

const numberIn = (value: string): number =>
  value.trim() === '' ? Number.NaN : Number(value.replace(',', '.'))
