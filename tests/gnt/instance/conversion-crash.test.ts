import { expect, it } from 'vitest'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'
import { copyOf, doInput, nodeOf, open, run, type Scene, type, wait } from '../../support/crash.ts'
import { complaints } from '../../support/invariants.ts'

const SECONDS = 18

/** dZ, stopped, whose conversion to DRBD lost its master after so many seconds; the master is back. */
function cutConversion(release: Release, second: number): Scene {
  const scene = copyOf(open(release))
  const master = nodeOf(scene, 'A')
  run(scene, master, 'gnt-instance shutdown dZ')
  type(scene, master, 'gnt-instance modify -t drbd -n $C dZ')
  wait(scene, second)
  doInput(scene, { kind: 'power', node: master, to: 'off' })
  wait(scene, 60)
  doInput(scene, { kind: 'power', node: master, to: 'on' })
  wait(scene, 200)
  return scene
}

/** Gives volumes that the conversion renamed their names back, as an operator does after reading `verify`. */
function renameBack(scene: Scene): number {
  const master = nodeOf(scene, 'A')
  const report = run(scene, master, 'gnt-cluster verify')
  // Devices that the conversion made hold the volumes.
  for (const [, node, minor] of report.matchAll(
    /node (\S+): unallocated drbd minor (\d+) is in use/g,
  ))
    run(scene, master, `ssh ${node} drbdsetup down ${minor}`)
  const [, missing = '', node = ''] = report.match(/volume (\S+) missing on node (\S+)/) ?? []
  if (missing === '') return 0
  const lists = run(scene, master, `ssh ${node} lvs --noheadings -o lv_name`).split(/\s+/)
  const renamed = lists.find(
    (name) => report.includes(`volume ganeti/${name} is unknown`) && name.endsWith('_data'),
  )
  expect(renamed, report).toBeDefined()
  const to = missing.replace(/^.*\//, '')
  expect(run(scene, master, `ssh ${node} lvrename ganeti ${renamed} ${to}`)).toContain('Renamed')
  return 1
}

it.each(RELEASES)(
  'a disk whose conversion lost its master at any second is got back, by lvrename where it was renamed, in %s',
  (release) => {
    let renamed = 0
    for (let second = 0; second < SECONDS; second++) {
      const scene = cutConversion(release, second)
      const master = nodeOf(scene, 'A')
      renamed += renameBack(scene)
      for (const name of ['dX', 'dY', 'dZ']) run(scene, master, `gnt-instance startup ${name}`)
      run(scene, master, 'gnt-cluster verify-disks')
      wait(scene, 60)
      const list = run(scene, master, 'gnt-instance list --no-headers -o status dZ')
      expect(list, `${second} s`).toMatch(/\nrunning\n/)
      const errors = run(scene, master, 'gnt-cluster verify').match(/ERROR.*/g) ?? []
      // Volumes that it made before are left for the operator to remove.
      expect(
        errors.filter((line) => !/is unknown/.test(line)),
        `${second} s`,
      ).toEqual([])
      expect(complaints(scene.world), `${second} s`).toEqual([])
    }
    expect(renamed).toBeGreaterThan(0)
  },
)
