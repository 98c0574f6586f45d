import { describe, expect, it } from 'vitest'
import { sitting } from '../support/driver.ts'

describe('timeout', () => {
  it('ends a command when its time is over; its job goes on', () => {
    const lab = sitting({ release: '3.0' })
    const ran = lab.on('nodeA', 'timeout 5 gnt-debug delay 20')
    expect(ran).toMatchObject({ output: '', exit: 124 })
    expect(ran.seconds).toBeGreaterThanOrEqual(5)
    expect(ran.seconds).toBeLessThan(6)
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o status').output).toBe('running\n')
    lab.wait(30)
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o status').output).toBe('success\n')
  })

  it('ends as the command does that is done before', () => {
    const lab = sitting({ release: '3.0' })
    expect(lab.on('nodeA', 'timeout -k 1 1m gnt-debug delay 1').exit).toBe(0)
    expect(lab.on('nodeA', 'timeout 10s nosuch').exit).toBe(127)
    expect(lab.on('nodeA', 'timeout 2 sleep 5 | cat; echo after').output).toBe('after\n')
  })

  it('says what it cannot read', () => {
    const lab = sitting({ release: '3.0' })
    expect(lab.on('nodeA', 'timeout x true')).toMatchObject({ exit: 125 })
    expect(lab.on('nodeA', 'timeout 5').output).toContain('timeout: missing operand')
  })
})
