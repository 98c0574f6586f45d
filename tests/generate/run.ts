/**
 * `npm run generate -- --seed 7 --length 60 --rare 0.7`: writes a session that an operator might have, to be recorded
 * on a real cluster and compared with what the simulation prints. Where they differ, there is something to learn.
 */
import { parseArgs } from 'node:util'
import { generate } from './session.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    length: { type: 'string', default: '60' },
    /** Share of commands that are rarely typed, 0 to 1. */
    rare: { type: 'string', default: '0.5' },
    /** Lets nodes lose their power. */
    faults: { type: 'boolean', default: false },
  },
})

const number = (name: 'seed' | 'length' | 'rare', least: number, most: number): number => {
  const given = Number(values[name])
  if (values[name].trim() !== '' && given >= least && given <= most) return given
  console.error(`--${name} takes a number from ${least} to ${most}.`)
  process.exit(2)
}

const wish = {
  seed: number('seed', 0, 2 ** 31),
  length: number('length', 1, 10_000),
  rare: number('rare', 0, 1),
  faults: values.faults,
}
console.log(generate(wish).join('\n'))
