import { expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

it.each([
  ['diagnose', "Can't get the list of ExtStorage providers\n"],
  ['info', "Can't get the ExtStorage providers list\n"],
])('gnt-storage %s finds no provider of external storage', (command, output) => {
  expect(sitting().on('nodeA', `gnt-storage ${command}`)).toMatchObject({ output, exit: 1 })
})
