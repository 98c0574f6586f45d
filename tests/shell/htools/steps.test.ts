import { expect, it } from 'vitest'
import { unfinished } from '../../../src/shell/htools/capacity/unfinished.ts'
import { sitting } from '../../support/driver.ts'

it('hspace measures bit by bit: time goes on meanwhile, and Ctrl-C ends it', () => {
  const { enter, text, wait, key, status, world } = sitting()
  const steps = () => world().terminals['nodeA.virt.nsrc.org']?.stack.at(-1)?.frame.wait?.for
  enter('hspace --simulate=p,20,500g,64g,16')
  wait(0.5)
  expect(text('stdout')).toContain('The cluster has 20 nodes')
  expect(steps()).toBe('time')
  key('interrupt')
  expect(status()).toBe(130)
  expect(text('stdout')).not.toContain('instances allocated')
})

it('work goes on where it stopped, and its end is known only after as many attempts', () => {
  let tried = 0
  const work = unfinished(
    (function* () {
      for (; tried < 5; tried++) yield
      return 'done'
    })(),
  )
  expect(work.within(2)).toBeNull()
  expect(tried).toBeLessThan(5)
  expect(work.within(9)).toEqual({ value: 'done' })
  expect(work.within(2)).toBeNull()
})
