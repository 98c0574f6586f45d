import { beforeEach, describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

/** Words recorded on a real Ganeti 3.0.2; that the settings are in force follows from its sources. */

let at: ReturnType<typeof sitting>
const run = (line: string, node = 'nodeA') => at.on(node, line)
const modify = (options: string) => run(`gnt-cluster modify ${options}`)
const list = (fields: string) =>
  run(`gnt-instance list --no-headers --separator=, -o ${fields} debianx`).output.trim()

beforeEach(() => {
  at = sitting({ release: '3.0' })
})

describe('gnt-cluster modify', () => {
  it('asks for at least one option', () => {
    expect(modify('')).toMatchObject({
      output: 'Please give at least one of the parameters.\n',
      exit: 1,
    })
  })

  it('gives instances the backend parameters that they were not given themselves', () => {
    modify('-B vcpus=2,maxmem=512')
    expect(list('be/vcpus,be/maxmem,custom_beparams')).toBe("2,128,{'minmem': 128, 'maxmem': 128}")
    run('gnt-instance modify -B vcpus=3 debianx')
    modify('-B vcpus=1')
    expect(list('be/vcpus')).toBe('3')
    run('gnt-instance modify -B vcpus=default debianx')
    expect(list('be/vcpus')).toBe('1')
  })

  it('does not count as a change of the instances that inherit', () => {
    const before = list('serial_no')
    modify('-B vcpus=2')
    modify('-N link=br-other')
    expect(list('nic.links,custom_nicparams,serial_no')).toBe(`br-other,[{}],${before}`)
  })

  it('warns of instances whose disk template a policy shuts out', () => {
    const { output } = modify('--ipolicy-disk-templates=drbd')
    expect(output).toContain(
      'WARNING: After the ipolicy change the following instances violate them: debianz\n',
    )
    expect(modify('--ipolicy-disk-templates=drbd').output).toBe('')
  })

  it('refuses parameters of an OS that has variants, and was named without one', () => {
    const refused = run('gnt-os modify -O dhcp=no debootstrap')
    expect(refused.output).toContain("OS name 'debootstrap' must include a variant\n")
    expect(refused.exit).toBe(1)
    expect(run('gnt-os modify -O dhcp=no debootstrap+default').exit).toBe(0)
  })

  it('refuses new instances of a disk template that it disabled', () => {
    modify('--enabled-disk-templates=plain,drbd --ipolicy-disk-templates=plain,drbd')
    const add = run(
      'gnt-instance add -t diskless -o debootstrap+default --no-install --no-name-check --no-ip-check -n nodeA i',
    )
    expect(add.output).toContain("Disk template 'diskless' is not enabled in cluster.")
  })

  it('keeps a template that a disk has', () => {
    const { output, exit } = modify('--enabled-disk-templates=plain')
    expect(exit).toBe(1)
    expect(output).toMatch(
      /Cannot disable disk template 'drbd', because there is at least one disk using it:\n \* <DRBD8\(hosts=/,
    )
  })

  it('measures new instances by the bounds of the policy', () => {
    modify(
      '--ipolicy-bounds-specs min:cpu-count=1,disk-count=1,disk-size=1G,memory-size=128M,nic-count=1,spindle-use=1/max:cpu-count=2,disk-count=2,disk-size=2G,memory-size=256M,nic-count=2,spindle-use=4',
    )
    const add = run(
      'gnt-instance add -t plain -s 4G -B memory=512M -o debootstrap+default --no-name-check --no-ip-check -n nodeA big',
    )
    expect(add.output).toContain(
      'memory-size value 512 is not in range [128, 256], disk-size/0 value 4096 is not in range [1024, 2048]',
    )
  })

  it('counts candidates by the size that the pool had before', () => {
    expect(modify('-C 2').output).toBe('')
    expect(modify('-C 10').output).toContain(
      ' - INFO: Note: more nodes are candidates (3) than desired (2)',
    )
  })

  it.each([
    ['--vg-name=nosuch', "volume group 'nosuch' missing"],
    ['--mac-prefix=aa:bb', "Invalid MAC address prefix 'aa:bb'"],
    ['-I nosuch', "Invalid default iallocator script 'nosuch' specified"],
    ['--drbd-usermode-helper=/bin/false', 'drbd helper is /bin/true'],
    ['--ipolicy-std-specs=bogus', "Parameter Error: Unknown parameter 'bogus'"],
    ['-N bogus=1', "Parameter Error: Unknown parameter 'bogus'"],
    ['-N mode=bogus', "Corrupt configuration file: Invalid NIC mode 'bogus'\nAborting."],
    ['-B vcpus=x', "Parameter Error: 'vcpus' (value x) is not a valid integer"],
    [
      '--uid-pool=10-5',
      'Lower user-id range boundary value (10) is larger than higher boundary value (5)',
    ],
    ['--enabled-hypervisors=bogus', 'Invalid string value for type Hypervisor: "bogus"'],
  ])('refuses %s', (options, sentence) => {
    const { output, exit } = modify(options)
    expect(output).toContain(sentence)
    expect(exit).not.toBe(0)
  })

  it('keeps a pool of user ids sorted', () => {
    modify('--uid-pool=2000,1000-1010')
    modify('--add-uids=1500')
    modify('--remove-uids=2000')
    expect(run('gnt-cluster info').output).toContain('  uid pool: 1000-1010, 1500\n')
    expect(modify('--remove-uids=7').output).toContain(
      'User-id range to be removed is not found in the current user-id pool: [7, 7]',
    )
  })

  it('plans only what 2.11 has', () => {
    at = sitting({ release: '2.11' })
    expect(modify('--mac-prefix=aa:bb:cc').output).toContain('no such option: --mac-prefix')
    expect(modify('-B vcpus=2').exit).toBe(0)
  })
})
