import { toJsonSchema } from '@valibot/to-json-schema'
import { condition, fault, labFile, step } from '../labs/schema.ts'
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

/** The vocabulary's three parts, under their names instead of the numbers that they get. */
function schemaOfLabs(): Schema {
  const schema = toJsonSchema(labFile, {
    definitions: { condition, fault, step },
    typeMode: 'input',
    // What JSON Schema cannot say is said when the file is read.
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

/** The vocabulary of labs for people who write one: `src/labs/VOCABULARY.md`. */
export function vocabulary(): string {
  const { $defs = {} } = schemaOfLabs()
  const table = (name: string) =>
    (own($defs, name)?.anyOf ?? [])
      .map((form) => `| \`${shapeOf(form).replaceAll('|', '\\|')}\` | ${form.description ?? ''} |`)
      .join('\n')
  return `# The vocabulary of labs

Written by \`npm run lab -- --publish\` from \`schema.ts\`. Names of nodes and instances are written as in the
handout, short or full, in any case; a part in brackets may be left out.

## Conditions: goals, what is kept, how a wrong turn is noticed

| form | holds when |
| --- | --- |
${table('condition')}

## Steps: before the start, wrong turns, solutions

A step with \`in: [2.11]\` is taken in these releases only.

| form | what is done |
| --- | --- |
${table('step')}

## Faults

| form | what breaks, or is mended by hand |
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
  if (type === 'number') return 'NUMBER'
  if (Array.isArray(items)) return `[${items.map(writtenAs).join(', ')}]`
  if (type === 'array') return `[${items ? writtenAs(items) : ''}, ...]`
  if (properties) return shapeOf({ properties, required: schema.required ?? [] })
  return type === 'object' ? '{ NAME: VALUE }' : 'TEXT'
}
