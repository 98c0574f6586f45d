import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const LAST = 'gnt-job info $(gnt-job list --no-headers -o id | tail -n 1)'
const ADD = 'gnt-instance add -s 1G -o debootstrap+default --no-name-check'

describe('gnt-job info of an opcode that was refused for its arguments', () => {
  it.each([
    `${ADD} -t drbd --no-ip-check -n nodea x8`,
    `${ADD} -t plain -n nodea x8`,
    'gnt-node modify --master-candidate=yes --offline=yes nodec',
    'gnt-network add --network=10.0.0.0/33 net1',
  ])('says that it never had its locks: %s', (line) => {
    const at = sitting({ release: '3.0' })
    at.on('nodea', line)
    expect(at.on('nodea', LAST).output).toContain('Execution start:  N/A\n')
  })

  it('shows the node as it was typed, not yet looked up', () => {
    const at = sitting({ release: '3.0' })
    at.on('nodea', `${ADD} -t plain -n nodea x8`)
    const { output } = at.on('nodea', LAST)
    expect(output).toContain('        pnode: nodea\n')
    expect(output).not.toContain('pnode_uuid')
  })

  it('says when it had them, if it was refused for the state of the cluster', () => {
    const at = sitting({ release: '3.0' })
    at.on('nodea', 'gnt-instance failover -f -n nodec debianx')
    expect(at.on('nodea', LAST).output).not.toContain('N/A')
  })
})

describe("gnt-job info of gnt-instance info's job", () => {
  it("has the answer under Ganeti's own names, as recorded, and nothing that Ganeti does not know", () => {
    const at = sitting({ release: '3.0' })
    at.on('nodea', 'gnt-instance info debianx')
    const { output } = at.on('nodea', LAST)
    expect(output).toMatch(
      /Result: \n {8}debianx: \n {10}be_actual: \n {12}always_failover: False\n {12}auto_balance: True\n/,
    )
    expect(output).toMatch(
      /drbd_info: \n {16}port: \d+\n {16}primary_minor: 0\n {16}primary_node: nodea\.virt\.nsrc\.org\n/,
    )
    expect(output).toMatch(
      /pstatus: \n {16}- \/dev\/drbd0\n {16}- 147\n {16}- 0\n {16}- None\n {16}- None\n {16}- False\n {16}- 1\n/,
    )
    expect(output).toContain('          snodes: \n            - nodeb.virt.nsrc.org\n')
    expect(output).not.toContain('writes')
  })
})
