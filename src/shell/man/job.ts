import type { ProgramName } from '../../gnt/spec.ts'
import type { ManProse } from './prose-of.ts'

/** The text of gnt-job(8). */
export const JOB: ManProse = {
  summary: 'manage jobs',
  description: `
Every change of the cluster is a job. It waits for its locks, runs on the master, and leaves a log. If you
interrupt a command, its job keeps running.`,
  sections: [],
  commands: {
    watch: 'Shows the log of a job from its beginning, and follows it until the job ends.',
    cancel: `
Takes a job out of the queue. A running job can only be killed (Ganeti 3.0: --kill), and what it has begun stays
half done.`,
  },
}

const brief = (summary: string, description: string): ManProse => ({
  summary,
  description,
  sections: [],
  commands: {},
})

/** The text of programs with a short page. */
export const OTHERS: Partial<Record<ProgramName, ManProse>> = {
  'gnt-debug': brief('test the cluster', 'Jobs that only wait, and tests of allocators.'),
  'gnt-filter': brief(
    'hold jobs back',
    'Rules that pause, reject or slow down jobs before they run.',
  ),
  'gnt-group': brief(
    'manage groups of nodes',
    'An instance belongs to one group: its primary and its secondary are in the same.',
  ),
  'gnt-network': brief('manage networks', 'Ranges of addresses for instances.'),
  'gnt-os': brief(
    'show operating systems',
    'An operating system is a set of scripts on every node that fill the disk of a new instance.',
  ),
  'gnt-storage': brief('show storage', 'What the nodes report about their storage.'),
}
