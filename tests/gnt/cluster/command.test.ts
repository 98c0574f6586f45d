import { expect, test } from 'vitest'
import { sitting } from '../../support/driver.ts'

/** What real Ganeti 3.0.2 printed for the same lines on a cluster of three nodes. */
const RULE = '------------------------------------------------\n'

const section = (node: string, output: string, code = 0): string =>
  `${RULE}node: ${node}.virt.nsrc.org\n${output}\nreturn code = ${code}\n`

const on3 = () => sitting({ release: '3.0' })

test('gnt-cluster command runs a line on every node, the master last', () => {
  const { output, exit } = on3().on('nodeA', 'gnt-cluster command hostname')
  expect(output).toBe(
    ['nodeb', 'nodec', 'nodea'].map((n) => section(n, `${n}.virt.nsrc.org\n`)).join(''),
  )
  expect(exit).toBe(0)
})

test('it shows what goes to standard error and the status of each node', () => {
  const { output, exit } = on3().on('nodeA', 'gnt-cluster command -n nodeb "cat /nosuch; false"')
  expect(output).toBe(section('nodeb', 'cat: /nosuch: No such file or directory\n', 1))
  expect(exit).toBe(0)
})

test('-M puts the name of the node before each line, and --failure-only hides what went well', () => {
  const s = on3()
  expect(s.on('nodeA', 'gnt-cluster command -M -n nodec "echo a; echo b"').output).toBe(
    `${RULE}nodec.virt.nsrc.org: a\nnodec.virt.nsrc.org: b\nreturn code = 0\n`,
  )
  expect(s.on('nodeA', 'gnt-cluster command --failure-only true').output).toBe('')
})

test('-g takes the nodes of a group, and a group that does not exist has none', () => {
  const s = on3()
  expect(s.on('nodeA', 'gnt-cluster command -g default true').output.split(RULE)).toHaveLength(4)
  expect(s.on('nodeA', 'gnt-cluster command -g nosuch true')).toMatchObject({
    output: '',
    exit: 0,
  })
})

test('a node that does not exist is refused', () => {
  expect(on3().on('nodeA', 'gnt-cluster command -n nosuch hostname')).toMatchObject({
    output:
      'Failure: prerequisites not met for this operation:\nerror type: unknown_entity, error details:\nNode name nosuch not found\n',
    exit: 1,
  })
})

test('an offline node is skipped with a note, and a dead one gives no output and status 255', () => {
  const s = on3()
  s.power('nodeB', 'off')
  expect(s.on('nodeA', 'gnt-cluster command -n nodeb hostname').output).toBe(
    section('nodeb', '', 255),
  )
  s.on('nodeA', 'gnt-node modify --offline=yes nodeB')
  expect(s.on('nodeA', 'gnt-cluster command -n nodeb hostname')).toMatchObject({
    output: 'Note: skipping offline node(s): nodeb.virt.nsrc.org\n',
    exit: 0,
  })
})

test('gnt-cluster copyfile puts a file in the same place on the other nodes', () => {
  const s = on3()
  s.on('nodeA', 'echo hi > /tmp/x')
  expect(s.on('nodeA', 'cd /tmp; gnt-cluster copyfile x')).toMatchObject({ output: '', exit: 0 })
  expect(s.on('nodeC', 'cat /tmp/x').output).toBe('hi\n')
})

test('copyfile looks for the file before it asks any daemon', () => {
  const s = on3()
  const missing =
    "Failure: prerequisites not met for this operation:\nerror type: wrong_input, error details:\nNo such filename '/tmp/nosuch'\n"
  expect(s.on('nodeB', 'gnt-cluster copyfile /tmp/nosuch')).toMatchObject({
    output: missing,
    exit: 1,
  })
  expect(s.on('nodeB', 'gnt-cluster copyfile /etc/hosts').output).toContain(
    'This is not the master node',
  )
})

test('copyfile names the nodes that it cannot reach, and a directory is not copied', () => {
  const s = on3()
  s.power('nodeB', 'off')
  s.on('nodeA', 'echo hi > /tmp/x')
  expect(s.on('nodeA', 'gnt-cluster copyfile /tmp/x')).toMatchObject({
    output: 'Copy of file /tmp/x to node nodeb.virt.nsrc.org:22 failed\n',
    exit: 0,
  })
  expect(s.on('nodeA', 'gnt-cluster copyfile -n nodec /tmp').output).toBe(
    'Copy of file /tmp to node nodec.virt.nsrc.org:22 failed\n',
  )
})
