import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

test('systemctl shows, stops and starts one daemon', () => {
  const { on } = sitting({ release: '3.0' })
  expect(on('nodeB', 'systemctl status ganeti-noded')).toMatchObject({
    output: expect.stringMatching(
      /^● ganeti-noded\.service - Ganeti node daemon \(noded\)\n {5}Loaded: .*\n {5}Active: active \(running\)\n/,
    ),
    exit: 0,
  })
  expect(on('nodeB', 'systemctl stop ganeti-noded.service')).toMatchObject({ output: '', exit: 0 })
  expect(on('nodeB', 'systemctl is-active ganeti-noded')).toMatchObject({
    output: 'inactive\n',
    exit: 3,
  })
  expect(on('nodeB', 'service ganeti status').output).toContain('ganeti-noded is not running')
  on('nodeB', 'systemctl restart ganeti-noded')
  expect(on('nodeB', 'systemctl is-active ganeti-noded').output).toBe('active\n')
})

test('the targets of systemd start and stop all daemons, or those of the master', () => {
  const { on } = sitting({ release: '3.0' })
  on('nodeA', 'systemctl stop ganeti-master.target')
  expect(on('nodeA', 'systemctl is-active ganeti-luxid ganeti-noded').output).toBe(
    'inactive\nactive\n',
  )
  on('nodeA', 'systemctl start ganeti.target')
  expect(on('nodeA', 'systemctl is-active ganeti-luxid').output).toBe('active\n')
  expect(on('nodeA', 'systemctl status ganeti').output).toContain('Active: inactive (dead)')
})

test('systemctl refuses what it does not know, and does not exist before systemd', () => {
  const { type } = sitting({ release: '3.0' })
  expect(type('systemctl status nosuch')).toMatchObject({
    output: 'Unit nosuch.service could not be found.\n',
    exit: 4,
  })
  expect(type('systemctl start nosuch').exit).toBe(5)
  expect(type('systemctl mask ganeti').output).toContain('this trainer knows start, stop')
  const old = sitting({ release: '2.12' })
  expect(old.type('systemctl status ganeti')).toMatchObject({
    output: 'bash: systemctl: command not found\n',
    exit: 127,
  })
})
