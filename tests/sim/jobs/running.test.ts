import { expect, it } from 'vitest'
import { jobOn } from '../../../src/sim/jobs/running.ts'
import { sitting } from '../../support/driver.ts'
import { A } from '../../support/nodes.ts'

it('the job on an instance is the one that holds its lock, whatever its opcodes are called', () => {
  const at = sitting()
  at.type('gnt-instance replace-disks -n nodeC --submit debianX')
  at.until((world) => world.jobs[1]?.status === 'running')
  expect(jobOn(at.world(), 'debianX')?.id).toBe(1)
  expect(jobOn(at.world(), 'debianZ')).toBeUndefined()
  const renamed = structuredClone(at.world())
  const [op] = renamed.jobs[1]?.ops ?? []
  if (!op) throw new Error('the job has no opcode')
  op.summary = 'INSTANCE_REPLACE_DISKS'
  expect(jobOn(renamed, 'debianX')?.id).toBe(1)
})

it('a job whose process died changes nothing any more', () => {
  const at = sitting()
  at.type('gnt-instance failover -f --submit debianX')
  at.until((world) => world.jobs[1]?.status === 'running')
  at.act({ kind: 'power', node: A, to: 'off' })
  expect(at.world().jobs[1]?.dead).toBe(true)
  expect(jobOn(at.world(), 'debianX')).toBeUndefined()
})
