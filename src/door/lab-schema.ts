import { toJsonSchema } from '@valibot/to-json-schema'
import { condition } from '../labs/format/conditions.ts'
import { fault, labFile, step } from '../labs/format/schema.ts'
import { own } from '../lib/own.ts'

interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  description?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema | Schema[]
  properties?: Record<string, Schema>
  required?: string[]
}

/** The schema, with the three parts of the vocabulary under their names instead of numbers. */
function schemaOfLabs(): Schema {
  const schema = toJsonSchema(labFile, {
    definitions: { condition, fault, step },
    typeMode: 'input',
    // `readLab` checks what JSON Schema cannot express.
    errorMode: 'ignore',
  }) as Schema
  const { $defs = {} } = schema
  let text = JSON.stringify(schema)
  const named: Record<string, Schema> = {}
  for (const name of ['condition', 'fault', 'step']) {
    const number = own($defs, name)?.$ref?.split('/').at(-1) ?? ''
    named[name] = own($defs, number) ?? {}
    text = text.replaceAll(`"#/$defs/${number}"`, `"#/$defs/${name}"`)
  }
  const renamed = JSON.parse(text) as Schema
  for (const name of Object.keys(named)) {
    const number = own($defs, name)?.$ref?.split('/').at(-1) ?? ''
    named[name] = own(renamed.$defs, number) ?? {}
  }
  return { ...renamed, $defs: named }
}

/** The format of a lab's front matter as JSON Schema, for editors: `public/lab.schema.json`. */
export const labJsonSchema = (): string =>
  `${JSON.stringify({ title: 'A lab of ganeti-lab', ...schemaOfLabs() }, null, 2)}\n`

/** The vocabulary of labs for their authors: `src/labs/VOCABULARY.md`. */
export function vocabulary(): string {
  const { $defs = {} } = schemaOfLabs()
  const table = (name: string) =>
    (own($defs, name)?.anyOf ?? [])
      .map((form) => `| \`${shapeOf(form).replaceAll('|', '\\|')}\` | ${form.description ?? ''} |`)
      .join('\n')
  return `# The vocabulary of labs

Generated from \`schema.ts\` by \`npm run lab -- --publish\`. Write the names of nodes and instances as in the
handout: short or full, in any case. Parts in brackets are optional.

## Conditions: for goals, \`keep\` and wrong turns

| form | holds when |
| --- | --- |
${table('condition')}

## Steps: before the start, in wrong turns and in solutions

A step with \`in: [2.11]\` is taken only in these releases.

| form | what it does |
| --- | --- |
${table('step')}

## Faults

| form | what breaks, or is repaired |
| --- | --- |
${table('fault')}
`
}

function shapeOf({ properties = {}, required = [] }: Schema): string {
  const fields = Object.entries(properties)
    .filter(([name]) => name !== 'in')
    .map(([name, schema]) => {
      const field = `${name}: ${writtenAs(schema)}`
      return required.includes(name) ? field : `[${field}]`
    })
  return `{ ${fields.join(', ')} }`
}

function writtenAs({ $ref, type, items, anyOf, properties, ...schema }: Schema): string {
  if ($ref !== undefined) return $ref.split('/').at(-1)?.toUpperCase() ?? ''
  if (schema.const !== undefined) return String(schema.const)
  if (schema.enum) return schema.enum.join(' | ')
  if (anyOf) return anyOf.map(writtenAs).join(' | ')
  if (type === 'boolean') return 'true | false'
  if (type === 'number' || type === 'integer') return 'NUMBER'
  if (Array.isArray(items)) return `[${items.map(writtenAs).join(', ')}]`
  if (type === 'array') return `[${items ? writtenAs(items) : ''}, ...]`
  if (properties) return shapeOf({ properties, required: schema.required ?? [] })
  return type === 'object' ? '{ NAME: VALUE }' : 'TEXT'
}
