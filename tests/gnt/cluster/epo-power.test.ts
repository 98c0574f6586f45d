import { expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

it('gnt-cluster epo --on leaves out nodes with a power program that are on', () => {
  const at = sitting({ release: '3.0' })
  const line = 'gnt-cluster epo --on --all'
  expect(at.on('nodea', line, 'n\n').output).toContain(
    'Node nodeb.virt.nsrc.org does not support out-of-band handling, it can not be handled in a fully automated manner\n',
  )
  at.on('nodea', 'gnt-group modify --node-parameters=oob_program=/bin/true default')
  expect(at.on('nodea', line, 'n\n').output).toMatch(
    /^Node nodeb\.virt\.nsrc\.org is already in desired power state, skipping\nNode nodec\.virt\.nsrc\.org is already in desired power state, skipping\nThe epo will operate on 3 nodes/,
  )
})
