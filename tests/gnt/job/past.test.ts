import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { RECORDED } from '../../support/recorded.ts'

/** Jobs that the cluster had run before: number, end and summary, as a recording carries them. */
const JOBS = [
  ['1', 'success', 'CLUSTER_POST_INIT'],
  ['2', 'success', 'NODE_ADD(nodeb.virt.nsrc.org)'],
  ['4', 'success', 'INSTANCE_CREATE(debianz)'],
  ['5', 'error', 'INSTANCE_CREATE(debianx)'],
  ['6', 'success', 'INSTANCE_CREATE(gone)'],
  ['7', 'success', 'CLUSTER_VERIFY'],
  ['8', 'success', 'CLUSTER_VERIFY_CONFIG'],
]

describe('a job from before the session', () => {
  const lab = sitting({ ...RECORDED, random: { jobs: JOBS } })
  const says = (line: string) => lab.on('nodea', line).output

  it('says what it was sent with, by what it has left behind', () => {
    const info = says('gnt-job info 4')
    expect(info).toContain('        instance_name: debianz\n')
    expect(info).toContain('        disk_template: plain\n')
    expect(info).toContain('          - - gnt:client:gnt-instance\n            - add\n')
    expect(info).toContain('      Result: \n        - nodeb.virt.nsrc.org\n')
    expect(says('gnt-job info 2')).toContain('        primary_ip: 10.10.0.12\n')
    expect(says('gnt-job info 1')).toContain('      Result: True\n')
  })

  it('shows its log again', () => {
    expect(says('gnt-job watch 4')).toMatch(
      /\* disk 0, size 1\.0G\n.* \* creating instance disks\.\.\.\n(?:.*\n)*.* \* starting instance\.\.\.\n$/,
    )
  })

  it('names the job that submitted it', () => {
    expect(says('gnt-job info 8')).toContain('comment: Submitted by OP_CLUSTER_VERIFY\n')
    expect(says('gnt-job info 8')).toContain('            - job=7;index=0\n')
  })

  it('is a number and a summary where nothing is left to tell more', () => {
    for (const job of [5, 6]) {
      expect(says(`gnt-job info ${job}`)).not.toContain('gnt:client')
      expect(says(`gnt-job list --no-headers -o summary ${job}`)).toMatch(/^INSTANCE_CREATE\(/)
    }
  })
})
