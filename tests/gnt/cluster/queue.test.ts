import { expect, test } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { sitting } from '../../support/driver.ts'

const REFUSED = {
  '2.11': "Failure: the job queue is marked for drain and doesn't accept new requests\n",
  '2.12': 'Unhandled Ganeti error: Queue drained\n',
  '3.0': 'Unhandled Ganeti error: Queue drained\n',
}

test.each(RELEASES)(
  'a drained queue refuses a job before its number is printed, in %s',
  (release) => {
    const s = sitting({ release })
    s.on('nodeA', 'gnt-cluster queue drain')
    for (const line of [
      'gnt-instance migrate -f --print-jobid debianY',
      'gnt-instance migrate -f --submit debianY',
      'gnt-instance startup --submit --all --force-multiple',
      'gnt-group remove --submit g2',
      'gnt-debug delay --submit 1',
    ])
      expect(s.on('nodeA', line), line).toMatchObject({ output: REFUSED[release], exit: 1 })
    s.on('nodeA', 'gnt-cluster queue undrain')
    expect(s.on('nodeA', 'gnt-debug delay --print-jobid 1').output).toMatch(/^\d+\n/)
  },
)
