import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

const pidOf = (text: string, pattern: RegExp) =>
  text
    .split('\n')
    .find((line) => pattern.test(line))
    ?.trim()
    .split(' ')[0]

test('kill ends a guest by the number that ps shows, and only that one', () => {
  const { on, type } = sitting()
  const pid = pidOf(on('nodeB', 'ps ax').output, /-name debianY/)
  expect(on('nodeB', `kill ${pid}`).exit).toBe(0)
  expect(on('nodeB', 'ps ax').output).not.toContain('debianY')
  expect(type('gnt-instance list --no-headers -o name,status').output).toBe(
    'debianX running\ndebianY ERROR_down\ndebianZ running\n',
  )
  expect(on('nodeB', `kill -9 ${pid}`)).toMatchObject({
    stderr: `bash: kill: (${pid}) - No such process\n`,
    exit: 1,
  })
})

test('a guest keeps its number when others end', () => {
  const { on } = sitting()
  const before = pidOf(on('nodeB', 'ps ax').output, /-name debianZ/)
  on('nodeB', 'pkill -f debianY')
  expect(pidOf(on('nodeB', 'ps ax').output, /-name debianZ/)).toBe(before)
})

test('several numbers at once mean the processes that had them', () => {
  const { on } = sitting()
  expect(on('nodeB', 'kill $(pgrep kvm)').exit).toBe(0)
  expect(on('nodeB', 'pgrep -f -a kvm.-name').exit).toBe(1)
})

test('pkill and killall know programs by their names, pkill -f by their lines', () => {
  const { on } = sitting()
  expect(on('nodeB', 'pkill debianY').exit).toBe(1)
  expect(on('nodeB', 'pkill -9 -f debianY').exit).toBe(0)
  expect(on('nodeB', 'killall ganeti-noded').exit).toBe(0)
  expect(on('nodeB', 'service ganeti status').output).toContain('ganeti-noded is not running')
  expect(on('nodeB', 'killall nobody')).toMatchObject({
    stderr: 'nobody: no process found\n',
    exit: 1,
  })
})

test('signals that end nothing leave a guest alone', () => {
  const { on } = sitting()
  expect(on('nodeB', 'pkill -CONT -f debianY').exit).toBe(0)
  expect(on('nodeB', 'pgrep -f debianY').exit).toBe(0)
  expect(on('nodeB', 'kill -WHAT 1').exit).toBe(1)
  expect(on('nodeB', 'kill').exit).toBe(2)
})
