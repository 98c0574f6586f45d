import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withFiles } from './recorded.ts'

interface Case {
  name: string
  request: object
  output: string
}

/** It is in no folder of PATH. */
const HAIL = '/usr/lib/ganeti/iallocators/hail'

/** What the hail of Ganeti 3.0.2 printed for each request about three nodes. */
const [cluster = '', ...cases] = readFileSync(
  new URL('../../sim/htools/fixtures/small3.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')

const { type } = withFiles()

/** Writes a request with its cluster to a file. */
function put(name: string, request: object): string {
  const message = JSON.stringify({ ...(JSON.parse(cluster) as object), request })
  type(`cat > ${name}.json <<'END'\n${message}\nEND`)
  return `${name}.json`
}

it.each(cases.map((line) => JSON.parse(line) as Case))(
  'answers a request out of a file: $name',
  ({ name, request, output }) => {
    expect(type(`${HAIL} ${put(name, request)}`)).toMatchObject({ output: `${output}\n`, exit: 0 })
  },
)

it('takes the cluster from where an option says, not from the request', () => {
  const request = JSON.parse(cases[0] ?? '{}') as Case
  const file = put('other', request.request)
  const here = type(`${HAIL} ${file}`).output
  expect(type(`${HAIL} --simulate=p,6,100g,16g,8 ${file}`).output).toMatch(
    /^\{"success":true,.*node-01-00/,
  )
  expect(type(`${HAIL} -t five.data ${file}`).output).not.toBe(here)
})

it('fails as the real one does without a request it can read, and names what it lacks', () => {
  expect(type(HAIL)).toMatchObject({
    output: 'Error: This program needs an input file.\n\n',
    exit: 1,
  })
  expect(type(`${HAIL} nosuchfile`)).toMatchObject({
    output: 'hail: nosuchfile: openFile: does not exist (No such file or directory)\n',
    exit: 1,
  })
  type('echo nonsense > bad.json')
  expect(type(`${HAIL} bad.json`)).toMatchObject({ exit: 1 })
  const { request } = JSON.parse(cases[0] ?? '{}') as Case
  expect(type(`${HAIL} -v ${put('v', request)}`).output).toContain('not simulated in this trainer')
})

it('is not found by its name alone, as on a real node', () => {
  expect(type('hail')).toMatchObject({ exit: 127 })
})
