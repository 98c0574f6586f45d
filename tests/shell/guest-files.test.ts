import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

const fake = () => sitting({ release: '3.0', hypervisor: 'fake' })

test('rm removes what was written here, and nothing else', () => {
  const { type } = sitting()
  type('echo hello > /tmp/note')
  expect(type('rm -v /tmp/note').output).toBe("removed '/tmp/note'\n")
  expect(type('rm /tmp/note')).toMatchObject({
    output: "rm: cannot remove '/tmp/note': No such file or directory\n",
    exit: 1,
  })
  expect(type('rm -f /tmp/note').exit).toBe(0)
  expect(type('rm -rf /').output).toContain('dangerous to operate recursively')
  expect(type('rm /etc/hosts').output).toContain('Read-only file in this trainer')
  expect(type('rm').exit).toBe(1)
})

test('real guests are not files', () => {
  expect(sitting().type('ls /var/run/ganeti/fake-hypervisor').exit).toBe(2)
})

test('the fake hypervisor keeps its guests as files, and one that is removed has died', () => {
  const { type, on } = fake()
  expect(on('nodeB', 'ls /var/run/ganeti/fake-hypervisor').output).toBe('debiany  debianz\n')
  expect(on('nodeB', 'cat /var/run/ganeti/fake-hypervisor/debiany').output).toMatch(
    /^0\n\d+\n\d+\n$/,
  )
  expect(on('nodeB', 'rm -f /var/run/ganeti/fake-hypervisor/debiany').exit).toBe(0)
  expect(type('gnt-instance list --no-headers -o name,status debiany').output).toMatch(/ERROR_down/)
  expect(type('gnt-instance migrate -f debiany').stderr).toContain(
    "Can't migrate, please use failover: Instance debiany is not running",
  )
})
