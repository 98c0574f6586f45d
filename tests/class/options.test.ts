import { expect, it } from 'vitest'
import { HELP, readOptions } from '../../src/class/server/options.ts'
import { isOwnPage } from '../../src/class/server/serve.ts'

it('a class starts without any option', () => {
  expect(readOptions([])).toEqual({
    port: 4700,
    host: null,
    data: 'class-data',
    groups: 6,
    lab: 'picture',
    release: null,
    waiting: false,
    redis: null,
  })
})

it('every option is read, and explained', () => {
  const given =
    '--port 1 --host h --data d --groups 2 --lab crash --release 3.0 --waiting-room --redis redis://r:1'
  expect(readOptions(given.split(' '))).toEqual({
    port: 1,
    host: 'h',
    data: 'd',
    groups: 2,
    lab: 'crash',
    release: '3.0',
    waiting: true,
    redis: 'redis://r:1',
  })
  for (const [option] of given.matchAll(/--\w+/g)) expect(HELP).toContain(option)
  expect(readOptions(['--help'])).toBeNull()
})

it.each([
  [['--port', 'x'], '--port must be a whole number from 0 to 65535, not "x".'],
  [['--groups', '0'], '--groups must be a whole number from 1 to 500, not "0".'],
  [['--release', '9'], '--release must be one of'],
  [['--redis', 'localhost'], '--redis must be an address'],
  [['--unknown'], 'Unknown option'],
])('%s is refused with a sentence', (argv, sentence) => {
  expect(() => readOptions(argv)).toThrow(sentence)
})

it.each([
  ['http://10.0.0.5:4700', '10.0.0.5:4700', true],
  ['https://class.example', 'class.example', true],
  ['http://10.0.0.5:80', '10.0.0.5:4700', false],
  ['https://evil.example', '10.0.0.5:4700', false],
  ['null', '10.0.0.5:4700', false],
  [undefined, '10.0.0.5:4700', false],
])('a page from %s may connect to %s: %s', (origin, host, may) => {
  expect(isOwnPage(origin, host)).toBe(may)
})
