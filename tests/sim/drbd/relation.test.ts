import { describe, expect, it, test } from 'vitest'
import { type HalfDisk, relationOf } from '../../../src/sim/cluster/drbd/divergence.ts'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'

/** The half of dX on a node, as it is while the two are connected. */
const halfOn = (node: string): HalfDisk => {
  const at = sitting()
  const machine = at.world().machines[at.named(node)]
  const [device] = Object.values(machine?.drbd ?? {})
  const meta = Object.values(machine?.volumeGroup.volumes ?? {}).find((one) => one.meta)?.meta
  if (!machine || !device || !meta) throw new Error(`${node} has no half`)
  return { node: machine.name, device, meta }
}

describe('how the histories of two halves relate', () => {
  const half = halfOn('nodeA')
  const gone: HalfDisk = { ...half, meta: undefined }
  const split: HalfDisk = {
    ...half,
    device: half.device && { ...half.device, splitBrain: true },
  }

  it.each<[string, HalfDisk, HalfDisk, string]>([
    ['equal ones are the same', half, half, 'same'],
    ['what is there is newer than what is gone', half, gone, 'newer'],
    ['what is gone is older than what is there', gone, half, 'older'],
    ['two that are gone are the same', gone, gone, 'same'],
    ['split, once the first has found it', split, half, 'split'],
    ['split, once the second has found it', half, split, 'split'],
  ])('%s', (_, a, b, is) => {
    expect(relationOf(a, b, 0)).toBe(is)
  })
})

describe.each(RELEASES)('a primary whose node has crashed, in %s', (release) => {
  test.each(['nodeB', 'nodeC'])(
    'sends what its activity log covers when its half on %s meets the other one',
    (crashed) => {
      const at = sitting({ release })
      if (crashed === 'nodeC') at.type('gnt-instance migrate -f dY')
      at.power(crashed, 'off').wait(30).power(crashed, 'on').wait(120)
      at.enter('gnt-instance activate-disks dY').until(({ machines }) =>
        Object.values(machines[at.named(crashed)]?.drbd ?? {}).some(
          ({ connection }) => connection === 'SyncSource',
        ),
      )
    },
  )
})
