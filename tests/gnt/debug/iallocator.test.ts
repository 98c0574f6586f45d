import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const lab = () => sitting({ release: '3.0' })
const ALLOCATE = '-I hail --dir out -m allocate -o debootstrap+default'

describe('gnt-debug iallocator', () => {
  it('prints what hail answers, and changes nothing', () => {
    const at = lab()
    const { output, exit } = at.on('nodeA', 'gnt-debug iallocator -I hail --dir out debianx')
    expect(output).toBe(
      '{"success":true,"info":"Request successful: success","result":["nodec.virt.nsrc.org"]}\n\n',
    )
    expect(exit).toBe(0)
    expect(at.on('nodeA', 'gnt-instance list --no-headers -o snodes debianx').output).toMatch(
      /^nodeb/,
    )
    expect(at.on('nodeA', 'gnt-job list --no-headers -o summary').output).toBe(
      'TEST_ALLOCATOR(hail)\n',
    )
  })

  it('places an instance that does not exist yet, or says why it cannot', () => {
    const at = lab()
    const placed = at.on('nodeA', `gnt-debug iallocator ${ALLOCATE} -t drbd --disks 1G newinst`)
    expect(placed.output).toMatch(/"success":true,.*"result":\["node\S+","node\S+"\]\}/)
    const full = at.on('nodeA', `gnt-debug iallocator ${ALLOCATE} -t drbd --memory 100000 newinst`)
    expect(full.output).toBe(
      '{"success":false,"info":"Request failed: Group default (preferred): No valid allocation solutions, failure reasons: FailMem: 6","result":[]}\n\n',
    )
  })

  it('refuses in the words of the real cluster', () => {
    const at = lab()
    const said = (rest: string) => at.on('nodeA', `gnt-debug iallocator ${rest}`).output
    expect(said('--dir out debianx')).toContain('Missing allocator name')
    expect(said('-I hail --dir out debianz')).toContain("Can't relocate non-mirrored instances")
    expect(said('-I hail --dir out nosuch')).toContain("Instance 'nosuch' not known")
    expect(said('-I nosuch --dir out debianx')).toContain(
      "iallocator module 'nosuch' not found in the search path",
    )
    expect(said('-I hail --dir out -m multi-allocate a')).toContain(
      "Request parameter 'disk_template' has invalid type <class 'NoneType'>/value None",
    )
    expect(said('debianx')).toMatch(/^Unhandled Ganeti error: Opcode result .*b'\{"version": 2,/)
  })
})
