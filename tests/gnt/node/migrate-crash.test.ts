import { expect, test } from 'vitest'
import { SEVEN } from '../../../src/labs/clusters.ts'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'
import {
  answerQuestions,
  doInput,
  nodeOf,
  open,
  run,
  type Scene,
  type,
  wait,
} from '../../support/crash.ts'
import { complaints } from '../../support/invariants.ts'

/** Seven instances move off nodeC when their master loses power; afterwards it is switched on again. */
function cutMigration(release: Release, second: number): { scene: Scene; names: string[] } {
  const scene = open(release, SEVEN)
  const master = nodeOf(scene, 'A')
  type(scene, master, 'gnt-node migrate -f nodeC')
  for (let passed = 0; passed < second; passed++) {
    wait(scene, 1)
    answerQuestions(scene, master)
  }
  doInput(scene, { kind: 'power', node: master, to: 'off' })
  wait(scene, 60)
  doInput(scene, { kind: 'power', node: master, to: 'on' })
  wait(scene, 200)
  const names = Object.keys(scene.world.machines[master]?.files.config?.instances ?? {})
  return { scene, names }
}

test.each(RELEASES)(
  'a startup leaves both sides of a cut migration as they were, in %s',
  (release) => {
    const { scene, names } = cutMigration(release, 13)
    const master = nodeOf(scene, 'A')
    for (const name of names) run(scene, master, `gnt-instance startup ${name}`)
    run(scene, master, 'gnt-cluster verify-disks')
    // The kernels were told that both may write, and assembling the device tells them nothing else.
    expect(complaints(scene.world)).toEqual([])
  },
)

test.each(RELEASES)(
  'cleanup and startup leave no disk that two nodes write without leave, whenever the master was lost, in %s',
  (release) => {
    for (const second of [5, 9, 13, 17]) {
      const { scene, names } = cutMigration(release, second)
      const master = nodeOf(scene, 'A')
      for (const name of names) run(scene, master, `gnt-instance migrate --cleanup -f ${name}`)
      run(scene, master, 'gnt-cluster verify-disks')
      for (const name of names) run(scene, master, `gnt-instance startup ${name}`)
      expect(complaints(scene.world), `${second} s`).toEqual([])
    }
  },
)
