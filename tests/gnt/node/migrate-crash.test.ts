import { expect, test } from 'vitest'
import { SEVEN } from '../../../src/labs/clusters.ts'
import { RULES } from '../../../src/shell/rules.ts'
import { RELEASES } from '../../../src/sim/releases.ts'
import { startWorld } from '../../../src/sim/start.ts'
import {
  answerQuestions,
  doInput,
  nodeOf,
  run,
  type Scene,
  type,
  wait,
} from '../../support/crash.ts'
import { complaints } from '../../support/invariants.ts'

test.each(RELEASES)(
  'a startup leaves both sides of a cut migration as they were, in %s',
  (release) => {
    const world = startWorld(RULES, { ...SEVEN, release, syncMibPerSecond: 400 })
    const scene: Scene = { world, now: 0, shown: [] }
    const master = nodeOf(scene, 'A')
    type(scene, master, 'gnt-node migrate -f nodeC')
    for (let second = 0; second < 13; second++) {
      wait(scene, 1)
      answerQuestions(scene, master)
    }
    doInput(scene, { kind: 'power', node: master, to: 'off' })
    wait(scene, 60)
    doInput(scene, { kind: 'power', node: master, to: 'on' })
    wait(scene, 200)
    const names = Object.keys(world.machines[master]?.files.config?.instances ?? {})
    for (const name of names) run(scene, master, `gnt-instance startup ${name}`)
    run(scene, master, 'gnt-cluster verify-disks')
    // The kernels were told that both may write, and assembling the device tells them nothing else.
    expect(complaints(world)).toEqual([])
  },
)
