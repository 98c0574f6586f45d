import { describe, expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

describe('a line in the background', () => {
  test('runs while the prompt is there, and its end is reported before the next one', () => {
    const { enter, text, wait, depth } = sitting()
    enter('sleep 20 &')
    expect(text('stderr')).toMatch(/^\[1\] 3\d{4}\n$/)
    expect(depth()).toBe(1)
    enter('jobs')
    expect(text('stdout')).toBe('[1]+  Running                 sleep 20 &\n')
    wait(20)
    expect(text('stderr')).toBe('')
    enter('')
    expect(text('stderr')).toBe('[1]+  Done                    sleep 20\n')
    enter('jobs')
    expect(text('stdout')).toBe('')
  })

  test('shows what it writes on the terminal of its shell, and keeps redirections', () => {
    const { enter, text, wait } = sitting()
    enter('sleep 1 && echo late &')
    text()
    wait(2)
    expect(text()).toBe('late\n')
    enter('hostname > /tmp/f &')
    wait(1)
    text()
    enter('cat /tmp/f')
    expect(text('stdout')).toBe('nodeA.virt.nsrc.org\n')
  })

  test('two of them work side by side, and wait waits for both', () => {
    const { type } = sitting()
    expect(type('sleep 30 & sleep 50 & wait').seconds).toBe(50)
    expect(type('sleep 5 & wait $!; echo $?').output).toContain('0\n')
    expect(type('test 1 -eq 2 & wait $!')).toMatchObject({ exit: 1 })
    expect(type('wait 12')).toMatchObject({
      output: 'bash: wait: pid 12 is not a child of this shell\n',
      exit: 127,
    })
  })

  test('is numbered and marked, and $! is its process number', () => {
    const { enter, text } = sitting()
    enter('sleep 100 & sleep 200 &')
    const pids = [...text('stderr').matchAll(/^\[\d\] (\d+)$/gm)].map((m) => m[1])
    enter('echo $!')
    expect(text('stdout')).toBe(`${pids[1]}\n`)
    enter('jobs -l')
    expect(text('stdout')).toBe(
      `[1]-  ${pids[0]} Running                 sleep 100 &\n` +
        `[2]+  ${pids[1]} Running                 sleep 200 &\n`,
    )
    enter('ps ax | grep sleep')
    expect(text('stdout')).toContain(`${pids[0]} ?        S      0:00 sleep 100\n`)
  })

  test('is ended by kill, with its job number or its process number', () => {
    const { enter, text } = sitting()
    enter('sleep 100 & sleep 200 &')
    const [pid] = text('stderr').match(/3\d{4}/) ?? []
    enter('kill %2')
    expect(text('stderr')).toBe('[2]+  Terminated              sleep 200\n')
    enter(`kill -9 ${pid}`)
    expect(text('stderr')).toBe('[1]+  Killed                  sleep 100\n')
    enter('kill %3')
    expect(text('stderr')).toBe('bash: kill: %3: no such job\n')
  })

  test('stops where it asks something, until fg gives it the keyboard', () => {
    const { enter, text, wait, world } = sitting()
    enter('gnt-instance migrate dY &')
    wait(5)
    text()
    enter('jobs')
    expect(text('stdout')).toBe('[1]+  Stopped                 gnt-instance migrate dY\n')
    enter('fg')
    expect(text('stdout')).toBe('gnt-instance migrate dY\n')
    enter('y')
    wait(300)
    expect(Object.values(world().jobs).map((job) => job.status)).toEqual(['success'])
  })

  test('in front again, Ctrl-C ends it', () => {
    const { enter, text, key, wait, status } = sitting()
    enter('sleep 100 &')
    enter('fg %1')
    wait(1)
    key('interrupt')
    expect(status()).toBe(130)
    text()
    enter('jobs')
    expect(text('stdout')).toBe('')
  })

  test('waiting ends with Ctrl-C, and the job goes on', () => {
    const { enter, text, key } = sitting()
    enter('sleep 100 &')
    enter('wait')
    key('interrupt')
    text()
    enter('jobs')
    expect(text('stdout')).toContain('Running')
  })

  test('goes with the power of its node', () => {
    const { enter, power, world } = sitting()
    enter('sleep 100 &')
    power('nodeA.virt.nsrc.org', 'off')
    expect(Object.keys(world().terminals).filter((id) => id.includes('&'))).toEqual([])
  })

  test('leaves nothing behind when its shell ended before it', () => {
    const { enter, wait, world } = sitting()
    enter("bash -c 'sleep 5 &'")
    wait(6)
    enter('')
    expect(Object.keys(world().terminals).filter((id) => id.includes('&'))).toEqual([])
  })
})

test('& alone is a syntax error', () => {
  expect(sitting().type('&')).toMatchObject({
    output: "bash: syntax error near unexpected token `&'\n",
    exit: 2,
  })
  expect(sitting().type('fg').output).toBe('bash: fg: current: no such job\n')
})
