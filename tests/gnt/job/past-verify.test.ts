import { expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { recordingOf } from '../../support/recordings.ts'

it('the job of a verification before the session has its log', () => {
  const { cluster, steps } = recordingOf('g15-generated.jsonl')
  const log = (text: string | undefined) => text?.match(/message, (.*)\]/g)
  const recorded = steps.find(({ command }) => command === 'gnt-job info 9')
  const { output } = sitting(cluster).on('nodea', 'gnt-job info 9')
  expect(log(output)).toHaveLength(12)
  expect(log(output)).toEqual(log(recorded?.merged))
})
