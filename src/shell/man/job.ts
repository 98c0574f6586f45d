import type { ProgramName } from '../../gnt/spec.ts'
import type { ManProse } from './prose-of.ts'

/** The text of gnt-job(8). */
export const JOB: ManProse = {
  summary: 'look after jobs',
  description: `
Whatever changes the cluster is a job: it waits for its locks, runs on the master, and leaves a log. A
command that was interrupted leaves its job running.`,
  sections: [],
  commands: {
    watch: 'Shows the log of a job from its beginning, and follows it until the job ends.',
    cancel: 'Takes a job out of the queue. One that runs already cannot be stopped.',
  },
}

const brief = (summary: string, description: string): ManProse => ({
  summary,
  description,
  sections: [],
  commands: {},
})

/** Programs about which there is little to say. */
export const OTHERS: Partial<Record<ProgramName, ManProse>> = {
  'gnt-backup': brief(
    'export and import instances',
    'An export is a copy of the disks of an instance on one node, from which it can be made anew.',
  ),
  'gnt-debug': brief('try things out', 'Jobs that do nothing but wait, and tests of allocators.'),
  'gnt-filter': brief(
    'hold jobs back',
    'Rules that pause, reject or slow down jobs before they run.',
  ),
  'gnt-group': brief(
    'look after groups of nodes',
    'Instances live within one group: both nodes of a pair belong to the same.',
  ),
  'gnt-network': brief('look after networks', 'Ranges of addresses that instances draw from.'),
  'gnt-os': brief(
    'look at operating systems',
    'An operating system is a set of scripts on every node, which fill the disk of a new instance.',
  ),
  'gnt-storage': brief('look at storage', 'What the nodes report about their storage.'),
}
