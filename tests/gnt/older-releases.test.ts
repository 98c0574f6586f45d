import { describe, expect, it } from 'vitest'
import { sitting } from '../support/driver.ts'

/** What releases before 3.0 print; the words are those of the sources v2.11.8 and v2.12.6. */

const first = (release: string, line: string, ...answers: string[]) =>
  sitting({ release }).type(line, ...answers)

const ADD = '-t plain -n nodeA -s 1g --no-name-check --no-ip-check n1'

describe('2.11', () => {
  it.each([
    [`gnt-instance add -o debootstrap ${ADD}`, 'OS name must include a variant'],
    [`gnt-instance add -o debootstrap+bogus ${ADD}`, 'Unsupported OS variant'],
    [
      `gnt-instance add -o nosuch ${ADD}`,
      "OS 'nosuch' not in supported OS list for node nodeA.virt.nsrc.org: Directory for OS nosuch not found in search path",
    ],
    [
      'gnt-instance modify --os-type nosuch debianZ',
      "OS 'nosuch' not in supported OS list for node nodeB.virt.nsrc.org: Directory for OS nosuch not found in search path",
    ],
  ])('looks an OS up in the list of its node: %s', (line, text) => {
    expect(first('2.11', line).output).toBe(
      `Failure: prerequisites not met for this operation:\nerror type: wrong_input, error details:\n${text}\n`,
    )
  })

  it('shows a job as indented lines', () => {
    const { type } = sitting({ release: '2.11' })
    type('gnt-instance shutdown debianZ')
    const { output } = type('gnt-job info 1 7')
    expect(output).toMatch(/^Job ID: 1\n {2}Status: success\n {2}Received: {9}\S+ \S+\n/)
    expect(output).toMatch(/\n {2}Opcodes:\n {4}OP_INSTANCE_SHUTDOWN\n {6}Status: success\n/)
    expect(output).toContain('\n        instance_name: debianZ\n')
    expect(output).toMatch(/\n {6}No output data\n {6}Execution log:\n\nJob ID 7 not found\n$/)
  })

  it('has a number where later releases have a fraction, and no fields that came later', () => {
    expect(first('2.11', 'gnt-instance list -o forthcoming').exit).toBe(14)
    expect(first('2.11', 'gnt-node list-fields').output).not.toContain('cpu_speed')
    expect(first('2.12', 'gnt-node list-fields').output).toMatch(/ndp\/cpu_speed +Floating/)
    expect(first('2.11', 'gnt-instance info debianX').output).not.toContain('disk_aio')
    expect(first('3.0', 'gnt-instance info debianX').output).toContain('disk_aio')
  })

  it('waits for no time at all', () => {
    expect(first('2.11', 'gnt-debug delay 0').exit).toBe(0)
    expect(first('2.12', 'gnt-debug delay 0').output).toContain(
      'Duration must be greater than zero',
    )
  })
})

describe.each(['2.11', '2.12'])('%s', (release) => {
  it.each([
    ['gnt-instance modify -t rbd debianZ', "Disk template 'rbd' is not enabled for this cluster."],
    [
      'gnt-cluster modify --enabled-disk-templates=drbd',
      "Cannot disable disk template 'plain', because instance 'debianZ' is using it.",
    ],
    [
      'gnt-cluster modify --ipolicy-disk-templates=rbd',
      'The following disk template are allowed by the ipolicy, but not enabled on the cluster: rbd',
    ],
  ])('refuses %s in fewer words', (line, text) => {
    expect(first(release, line).output).toContain(`${text}\n`)
  })

  it('says nothing before it renews certificates', () => {
    const { output } = first(release, 'gnt-cluster renew-crypto --new-rapi-certificate', 'n')
    expect(output).toMatch(/^This requires all daemons/)
  })
})

describe('3.0', () => {
  it('names an instance once in info, however often it is asked for', () => {
    const { output } = first('3.0', 'gnt-instance info debianX debianX')
    expect(output.match(/Instance name/g)).toHaveLength(1)
  })

  it('has no execution start for a job that did not find what it was to lock', () => {
    const { type } = sitting({ release: '3.0' })
    type('gnt-network modify --gateway=10.0.0.1 nosuch')
    const output = type('gnt-job info 1').output
    expect(output).toContain('Execution start:  N/A\n')
  })
})
