import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'

const lines = (text: string): string[] =>
  text
    .replaceAll(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4} /gm, '')
    .split('\n')
    .filter((line) => line !== '')

describe('startup, shutdown and reboot', () => {
  it('wait for the job of one instance, and ask before they touch several', () => {
    const s = sitting()
    expect(s.on('nodeA', 'gnt-instance stop dX').output).toBe('Waiting for job 1 for debianX ...\n')
    const both = s.on('nodeA', 'gnt-instance start debianX debianY', 'y')
    expect(lines(both.output)).toEqual([
      'The startup will operate on 2 instances.',
      'Do you want to continue?',
      'Affected instances:',
      '  debianX',
      '  debianY',
      'y/[n]/?: y',
      'Submitted jobs 2, 3',
      'Waiting for job 2 for debianX ...',
      'Waiting for job 3 for debianY ...',
    ])
    expect(both.exit).toBe(0)
    expect(s.on('nodeA', 'gnt-instance shutdown --all', 'n').exit).toBe(1)
  })

  it('choose instances by node and refuse a filter that matches nothing', () => {
    const s = sitting()
    const primary = s.on('nodeA', 'gnt-instance shutdown --primary nodeB', 'n')
    expect(lines(primary.output)).toContain('  debianZ')
    expect(lines(primary.output)).not.toContain('  debianX')
    expect(s.on('nodeA', 'gnt-instance start nosuch').stderr).toContain(
      'error type: wrong_input, error details:\nSelection filter does not match any instances\n',
    )
    expect(s.on('nodeA', 'gnt-instance start').stderr).toContain('No instance names passed')
  })

  it('compare names letter by letter where names are stored in lower case', () => {
    const s = sitting({ release: '3.0' })
    expect(s.on('nodeA', 'gnt-instance reboot debianX').stderr).toContain(
      'Selection filter does not match any instances',
    )
    expect(s.on('nodeA', 'gnt-instance reboot debianx').exit).toBe(0)
  })

  it('reboot with new settings when it is hard, and as before when it is soft', () => {
    const s = sitting()
    const memory = () =>
      s.on('nodeA', 'gnt-instance list --no-headers -o oper_ram debianX').stdout.trim()
    s.on('nodeA', 'gnt-instance modify -B memory=256 debianX')
    const soft = s.on('nodeA', 'gnt-instance reboot -t soft debianX')
    expect(memory()).toBe('128M')
    const hard = s.on('nodeA', 'gnt-instance reboot debianX')
    expect(memory()).toBe('256M')
    expect(hard.seconds).toBeGreaterThan(soft.seconds + 3)
  })

  it('do not start without a dead secondary unless forced', () => {
    const s = sitting()
    s.on('nodeA', 'gnt-instance stop debianX')
    s.power('nodeB', 'off')
    const refused = s.on('nodeA', 'gnt-instance start debianX')
    expect(refused.exit).toBe(1)
    expect(refused.stdout).toContain(
      "      Hint: If the message above refers to a secondary node, you can retry the operation using '--force'\n",
    )
    expect(refused.stderr).toContain('Disk consistency error\n')
    expect(s.on('nodeA', 'gnt-instance start --force debianX').exit).toBe(0)
  })
})

describe('console', () => {
  it('shows the login prompt of a guest that runs, and lets no stranger in', () => {
    const s = sitting()
    const { output } = s.on('nodeA', 'gnt-instance console dX', 'root', 'secret')
    expect(output).toContain('Debian GNU/Linux 7 debianX ttyS0\n')
    expect(output).toContain('debianX login: root\nPassword: ')
    expect(output).toContain('Login incorrect\n')
    s.on('nodeA', 'gnt-instance stop dX')
    expect(s.on('nodeA', 'gnt-instance console dX').stderr).toBe(
      "Failure: command execution error:\nInstance debianX is not running, can't get console\n",
    )
  })
})

describe('add and remove', () => {
  it('make a mirrored instance and give its space back', () => {
    const s = sitting({ release: '3.0' })
    const add = 'gnt-instance add -t drbd -s 1g -n nodeC:nodeA -o debootstrap+default'
    const { output, exit } = s.on('nodeA', `${add} --no-name-check --no-ip-check w`)
    expect(exit).toBe(0)
    expect(lines(output).filter((line) => !line.includes('% done'))).toEqual([
      '* creating instance disks...',
      'adding instance w to cluster config',
      'adding disks to cluster config',
      ' - INFO: Waiting for instance w to sync disks',
      " - INFO: Instance w's disks are in sync",
      ' - INFO: Waiting for instance w to sync disks',
      " - INFO: Instance w's disks are in sync",
      '* running the instance OS create scripts...',
      '* starting instance...',
    ])
    const removed = s.on('nodeA', 'gnt-instance remove w', 'y')
    expect(removed.output).toBe(
      'This will remove the volumes of the instance w (including mirrors),\nthus removing all the data of the instance. Continue?\ny/[n]/?: y\n',
    )
    const { world } = s.ask<{ world: { machines: Record<string, unknown> } }>({ world: true })
    expect(JSON.stringify(world.machines)).not.toContain('"instance":"w"')
  })

  it.each([
    ['-s 1g -n nodeB debianX', "Instance 'debianX' is already in the cluster"],
    ['-s 100g -n nodeB w', 'required 102400 MiB, available'],
    ['-s 100m -n nodeB w', 'disk-size/0 value 100 is not in range [1024, 1048576]'],
    ['-s 1g -B memory=4g -n nodeB w', 'for creating instance w: needed 4096 MiB'],
    ['-s 1g -n nosuch w', "Node 'nosuch' not known"],
    ['-s 1g -n nodeC w', "Cannot use drained primary node 'nodeC.virt.nsrc.org'"],
  ])('refuse "%s" and change nothing', (words, sentence) => {
    const s = sitting()
    s.on('nodeA', 'gnt-node modify --drained=yes nodeC')
    const refused = s.on('nodeA', `gnt-instance add -t plain -o debootstrap+default ${words}`)
    expect(refused.stderr).toContain(sentence)
    expect(refused.exit).toBe(1)
    const { world } = s.ask<{ world: { machines: Record<string, unknown> } }>({ world: true })
    expect(JSON.stringify(world.machines)).not.toContain('"instance":"w"')
  })
})

describe('modify, rename and reinstall', () => {
  it('convert a stopped plain instance to a mirrored one and back', () => {
    const s = sitting()
    expect(s.on('nodeA', 'gnt-instance modify -t drbd -n nodeA dZ').stderr).toContain(
      "Instance 'debianZ' is marked to be up, cannot change disk template",
    )
    s.on('nodeA', 'gnt-instance stop dZ')
    const there = s.on('nodeA', 'gnt-instance modify -t drbd -n nodeA dZ')
    expect(there.stdout).toContain('Modified instance debianZ\n - disk_template -> drbd\n')
    expect(s.on('nodeA', 'gnt-instance start dZ').exit).toBe(0)
    expect(s.on('nodeA', 'gnt-instance migrate -f dZ').exit).toBe(0)
    s.on('nodeA', 'gnt-instance stop dZ')
    const back = s.on('nodeA', 'gnt-instance modify -t plain dZ')
    expect(back.stdout).toContain('Removing volumes on the secondary node...')
    expect(s.on('nodeA', 'gnt-instance start dZ').exit).toBe(0)
  })

  it('give a stopped instance a new name and a new system', () => {
    const s = sitting()
    s.on('nodeA', 'gnt-instance stop dZ')
    expect(s.on('nodeA', 'gnt-instance rename dZ debianN').output).toBe(
      "Instance 'debianZ' renamed to 'debianN'\n",
    )
    const again = s.on('nodeA', 'gnt-instance reinstall -f debianN')
    expect(again.stdout).toContain('Running the instance OS create scripts...')
    expect(s.on('nodeA', 'gnt-instance start debianN').exit).toBe(0)
  })
})
