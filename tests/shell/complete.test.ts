import { expect, test } from 'vitest'
import { complete } from '../../src/shell/complete.ts'
import { sitting } from '../support/driver.ts'

const { world } = sitting()
const NODE = 'nodeA.virt.nsrc.org'

/** Completes at the end of the line. */
const at = (line: string) => complete(world(), NODE, line, line.length)

test.each([
  ['gnt-ins', ['gnt-instance']],
  ['gnt-instance failo', ['failover']],
  ['gnt-instance migrate d', ['dX', 'dY', 'dZ', 'debianX', 'debianY', 'debianZ']],
  ['gnt-instance migrate debianx', ['debianX']],
  ['gnt-instance migrate --clean', ['--cleanup']],
  ['gnt-instance replace-disks -n nodec', ['nodeC.virt.nsrc.org']],
  ['gnt-instance replace-disks -I ', ['.', 'hail']],
  ['gnt-instance list -o pno', ['pnode', 'pnode.group', 'pnode.group.uuid']],
  ['gnt-node modify --drained=', ['no', 'yes']],
  ['gnt-node modify --drained=y', ['yes']],
  ['gnt-node migrate nodeB', ['nodeB.virt.nsrc.org']],
  ['gnt-node list -o name,dra', ['drained']],
  ['true; gnt-cl', ['gnt-cluster']],
  ['gnt-node list | gre', ['grep']],
  ['watch -n 2 gnt-node li', ['list', 'list-drbd', 'list-fields', 'list-storage', 'list-tags']],
  ['cat /etc/hos', ['/etc/hostname', '/etc/hosts']],
  ['cat /var/lib/gan', ['/var/lib/ganeti/']],
  ['cat < /proc/dr', ['/proc/drbd']],
  ['ssh nodeb', []],
  ['ssh nodeB.', ['nodeB.virt.nsrc.org']],
  ['ping gn', ['gnt', 'gnt.virt.nsrc.org']],
  ['man gnt-node evac', ['evacuate']],
  ['service ganeti sta', ['start', 'status']],
  ['gnt-instance add -t dr', ['drbd']],
  ['gnt-instance add -o ', ['debootstrap+default']],
  ['gnt-instance add --disk-template=pl', ['plain']],
  ['gnt-node add --readd nodeC', ['nodeC', 'nodeC.virt.nsrc.org']],
  ['gnt-nothing x', []],
])('%s', (line, expected) => {
  expect(at(line).candidates).toEqual(expected)
})

test('only the word under the cursor is replaced', () => {
  expect(at('gnt-instance migrate d').from).toBe(21)
  expect(at('gnt-node modify --drained=y').from).toBe(26)
  expect(at('gnt-node list -o name,dra').from).toBe(22)
  expect(at('gnt-instance list -o +sta').from).toBe(22)
  expect(at('gnt-instance add -n nodeA.virt.nsrc.org:nodeB').from).toBe(40)
  expect(complete(world(), NODE, 'gnt-i list', 5)).toEqual({
    from: 0,
    candidates: ['gnt-instance'],
  })
})

test('a long flag with a value ends with an equals sign', () => {
  expect(at('gnt-node modify --dra').candidates).toEqual(['--drained='])
})

test('a name that is there already is not offered again', () => {
  expect(at('gnt-instance startup debianX debian').candidates).toEqual(['debianY', 'debianZ'])
})
