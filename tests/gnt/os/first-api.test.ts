import { expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

it('gnt-os modify checks the parameters of scripts that know parameters, not those of the first API', () => {
  const at = sitting({ release: '3.0', osTypes: ['debootstrap+default', 'noop'] })
  expect(at.on('nodea', 'gnt-os modify -O key=value noop')).toMatchObject({ output: '', exit: 0 })
  expect(at.on('nodea', 'gnt-os modify -O key=value debootstrap+default').output).toContain(
    'The following parameters are not supported by the OS debootstrap: key',
  )
})
