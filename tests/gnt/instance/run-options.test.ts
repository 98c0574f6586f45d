import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const DATE = /^\w{3} \w{3} +\d+ [\d:]{8} \d{4} /gm

describe('startup with parameters of one run', () => {
  it('checks them in the job, whether or not the instance runs', () => {
    const { on } = sitting({ release: '3.0' })
    const failure = (line: string) => on('nodeA', `gnt-instance startup ${line} debianx`).output
    expect(failure('-H bogus=1')).toMatch(
      /^Waiting for job \d+ for debianx \.\.\.\nJob \d+ for debianx has failed: Parameter Error: Unknown parameter 'bogus'\n$/,
    )
    expect(failure('-B bogus=1')).toContain(
      " has failed: Parameter Error: Unknown parameter 'bogus'\n",
    )
    expect(failure('-H boot_order=bogus')).toContain(
      "has failed: Unhandled Ganeti error: Parameter 'boot_order' fails syntax check: ",
    )
  })

  it('starts a frozen guest that its console lets go on', () => {
    const { on, wait } = sitting({ release: '3.0' })
    on('nodeA', 'gnt-instance shutdown debianz')
    expect(on('nodeA', 'gnt-instance startup --paused debianz').exit).toBe(0)
    expect(on('nodeA', 'gnt-instance list --no-headers -o status debianz').output).toBe('running\n')
    wait(600)
    const console = () => on('nodeA', 'gnt-instance console debianz', '\u001d').output
    expect(console()).toContain('Instance debianz is paused, unpausing\n')
    expect(console()).not.toContain('unpausing')
  })
})

describe('reinstall with OS parameters', () => {
  it('asks the nodes for them, and keeps what was given alone', () => {
    const { on } = sitting({ release: '3.0' })
    on('nodeA', 'gnt-instance shutdown debianz')
    on('nodeA', 'gnt-instance modify -O dhcp=yes debianz')
    expect(on('nodeA', 'gnt-instance reinstall -f -O nosuch=1 debianz').output).toContain(
      'The following parameters are not supported by the OS',
    )
    on('nodeA', 'gnt-instance reinstall -f -O filesystem=ext4 debianz')
    expect(on('nodeA', 'gnt-instance list --no-headers -o osparams debianz').output).toBe(
      "{'filesystem': 'ext4'}\n",
    )
  })
})

describe('OS parameters of several kinds', () => {
  it('may not set one twice', () => {
    const { on } = sitting({ release: '3.0' })
    on('nodeA', 'gnt-instance shutdown debianz')
    on('nodeA', 'gnt-instance modify -O dhcp=yes debianz')
    const { output } = on(
      'nodeA',
      'gnt-instance reinstall -f --os-parameters-secret dhcp=1 debianz',
    )
    expect(output).toContain(
      [
        'Cannot assign multiple values to OS parameters.',
        '',
        '      Conflicting OS parameters that would have been set by this operation:',
        "      - at public visibility:  'dhcp'",
        '      - at private visibility: (none)',
        "      - at secret visibility:  'dhcp'",
      ].join('\n'),
    )
  })
})

describe('the policy of an instance', () => {
  const strict = () => {
    const s = sitting({ release: '3.0' })
    s.on('nodeA', 'gnt-group add far')
    s.on('nodeA', 'gnt-group assign-nodes --force far nodec')
    s.on(
      'nodeA',
      'gnt-group modify --ipolicy-bounds-specs min:memory-size=1024,cpu-count=1,nic-count=1,disk-count=1,disk-size=1024,spindle-use=1/max:memory-size=2048,cpu-count=8,nic-count=8,disk-count=16,disk-size=1048576,spindle-use=12 far',
    )
    return s
  }

  it('keeps a move out of a group whose policy it breaks, or warns of it', () => {
    const { on } = strict()
    const { stderr } = on('nodeA', 'gnt-instance move -f -n nodec debianz')
    expect(stderr).toMatch(
      /error type: wrong_input, error details:\nInstance does not meet target node group's \(\S+\) instance policy: memory-size value \d+ is not in range \[1024, 2048\]\n$/,
    )
    const { output } = on('nodeA', 'gnt-instance move -f --ignore-ipolicy -n nodec debianz')
    expect(output.replaceAll(DATE, '')).toMatch(
      /^ - WARNING: Instance does not meet target node group's/,
    )
  })

  it('says how large a disk may grow', () => {
    const { on } = sitting({ release: '3.0' })
    on(
      'nodeA',
      'gnt-cluster modify --ipolicy-bounds-specs min:memory-size=128,cpu-count=1,nic-count=1,disk-count=1,disk-size=1024,spindle-use=1/max:memory-size=32768,cpu-count=8,nic-count=8,disk-count=16,disk-size=1536,spindle-use=12',
    )
    const grow = (options: string) => on('nodeA', `gnt-instance grow-disk ${options} debianz 0 1g`)
    expect(grow('').stderr).toMatch(
      /Growing disk 0 violates policy: disk-size\/0 value \d+ is not in range \[1024, 1536\]\n$/,
    )
    expect(grow('--ignore-ipolicy').exit).toBe(0)
  })
})

describe('gnt-backup import --compress', () => {
  it('takes only tools that the cluster allows', () => {
    const { on } = sitting({ release: '3.0' })
    on('nodeA', 'gnt-backup export -n nodeC debianz')
    const line =
      'gnt-backup import --no-name-check --no-ip-check -t plain -n nodeB --src-dir=debianz --net 0:mac=generate'
    expect(on('nodeA', `${line} --compress=lzop cp`).stderr).toContain(
      'Compression tool not allowed, tools allowed are [gzip, gzip-fast, gzip-slow]',
    )
    expect(on('nodeA', `${line} --compress=gzip cp`).exit).toBe(0)
  })
})
