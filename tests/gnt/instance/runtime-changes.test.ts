import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { sitting } from '../../support/driver.ts'

/** A cluster whose only instance uses more memory than its secondary has free. */
function crowded() {
  const nodes = EXERCISE.nodes.map((node, i) => (i === 1 ? { ...node, memoryFreeMib: 400 } : node))
  const instances = [{ ...EXERCISE.instances[0], minmemMib: 128, maxmemMib: 512 }]
  return sitting({ nodes, instances }).type
}

it('a migration gives an instance less memory where the target has too little', () => {
  const { output, exit } = crowded()('gnt-instance migrate -f debianX')
  expect(output).toContain('* setting instance memory to 400\n')
  expect(exit).toBe(0)
})

it('with --no-runtime-changes it refuses instead, and the instance stays where it is', () => {
  const run = crowded()
  const { output, exit } = run('gnt-instance migrate -f --no-runtime-changes debianX')
  expect(output).toContain(
    'Memory ballooning not allowed and not enough free memory to fit instance debianX on target node nodeB.virt.nsrc.org (have 400MB, need 512MB)',
  )
  expect(output).not.toContain('setting instance memory')
  expect(exit).toBe(1)
  expect(run('gnt-instance list --no-headers -o pnode debianX').output).toBe(
    'nodeA.virt.nsrc.org\n',
  )
})
