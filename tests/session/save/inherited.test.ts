import { expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { ENGINE } from '../../../src/session/engine.ts'
import { restore } from '../../../src/session/save/restore.ts'
import { saveOf } from '../../../src/session/save/save.ts'
import { act, openSession, passTime } from '../../../src/session/session.ts'

const ADD = '-s 1G -B memory=128 -o debootstrap+default --no-name-check --no-ip-check'

it.each([
  ['a volume', 'lvcreate -L 128m -n W ganeti'],
  ['an instance', `gnt-instance add -t plain -n nodeA ${ADD} W`],
  ['a variable', 'W=1'],
])('a session with %s called as every object inherits opens again', (_what, line) => {
  for (const word of ['__proto__', 'constructor', 'toString']) {
    let session = openSession(ENGINE, EXERCISE)
    const text = line.replace('W', word)
    session = act(session, { kind: 'line', terminal: EXERCISE.master, text })
    session = passTime(session, 60_000)
    expect(JSON.stringify(session.world)).toContain(`"${word}":`)
    const save: unknown = JSON.parse(JSON.stringify(saveOf(session)))
    const read = restore({ engine: ENGINE, renderCheck: null }, save, { ok: true, lab: null })
    expect(read.ok ? read.session.world : read.error).toEqual(session.world)
  }
})
