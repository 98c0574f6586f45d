/** Declarations of gnt-job. Source: lib/client/gnt_job.py. */

import {
  FORCE,
  FORCE_FILTER,
  NO_HEADERS,
  OUTPUT,
  PRIORITY,
  SEPARATOR,
  VERBOSE,
} from '../options.ts'
import { any, type CommandSpec, on, one, type ProgramSpec, pick, since, some } from '../spec.ts'

const ARCHIVED = on('--archived', 'List archived jobs too (reads many files)')
const KILL = on('--kill', 'Kill the process of a running job')
const KILL_YES_DO_IT = on('--yes-do-it --ya-rly', 'Confirms --kill', { default: null })
const ONLY_FAILED = pick('--error', 'status_filter', ['error'], 'Show jobs that ended in an error')
const ONLY_FINISHED = pick(
  '--finished',
  'status_filter',
  ['canceled', 'error', 'success'],
  'Show jobs that have ended, however they did',
)
const ONLY_PENDING = pick(
  '--pending',
  'status_filter',
  ['canceling', 'queued', 'waiting'],
  'Jobs that have not started yet or are being cancelled',
)
const ONLY_QUEUED = pick('--queued', 'status_filter', ['queued'], 'Jobs that wait in the queue')
const ONLY_RUNNING = pick('--running', 'status_filter', ['running'], 'Show jobs that run now')
const ONLY_WAITING = pick('--waiting', 'status_filter', ['waiting'], 'Jobs that wait for locks')

export const archive: CommandSpec = {
  program: 'gnt-job',
  name: 'archive',
  aliases: [],
  summary: 'Put finished jobs away',
  usage: { '2.11': '<job-id> [<job-id> ...]', '3.0': '<job-id> [<job-id>...]' },
  args: [some('job')],
  options: [],
}

export const autoarchive: CommandSpec = {
  program: 'gnt-job',
  name: 'autoarchive',
  aliases: [],
  summary: 'Put away jobs that finished a given time ago',
  usage: '<age>',
  args: [{ kind: 'suggest', min: 1, max: 1, choices: ['1d', '1w', '4w', 'all'] }],
  options: [],
}

export const cancel: CommandSpec = {
  program: 'gnt-job',
  name: 'cancel',
  aliases: [],
  summary: 'Call off jobs that have not started',
  usage: {
    '2.11': '{[--force] {--pending | --queued | --waiting} | <job-id> [<job-id> ...]}',
    '3.0':
      '{[--force] [--kill --yes-do-it] {--pending | --queued | --waiting} | <job-id> [<job-id>...]}',
  },
  args: [any('job')],
  options: [
    FORCE,
    since('3.0', KILL),
    ONLY_PENDING,
    ONLY_QUEUED,
    ONLY_WAITING,
    since('3.0', KILL_YES_DO_IT),
  ],
}

export const changePriority: CommandSpec = {
  program: 'gnt-job',
  name: 'change-priority',
  aliases: [],
  summary: 'Make waiting jobs more or less urgent',
  usage: {
    '2.11':
      '--priority <priority> {[--force] {--pending | --queued | --waiting} | <job-id> [<job-id> ...]}',
    '3.0':
      '--priority <priority> {[--force] {--pending | --queued | --waiting} | <job-id> [<job-id>...]}',
  },
  args: [any('job')],
  options: [PRIORITY, FORCE, ONLY_PENDING, ONLY_QUEUED, ONLY_WAITING],
}

export const info: CommandSpec = {
  program: 'gnt-job',
  name: 'info',
  aliases: ['show'],
  summary: 'Show jobs with their opcodes, times and messages',
  usage: { '2.11': '<job-id> [<job-id> ...]', '3.0': '<job-id> [<job-id>...]' },
  args: [some('job')],
  options: [],
}

export const list: CommandSpec = {
  program: 'gnt-job',
  name: 'list',
  aliases: [],
  summary: 'Show jobs and how far they are',
  usage: { '2.11': '[job_id ...]', '3.0': '[<job-id>...]' },
  args: [any('job')],
  options: [
    NO_HEADERS,
    SEPARATOR,
    OUTPUT,
    VERBOSE,
    FORCE_FILTER,
    ONLY_PENDING,
    ONLY_RUNNING,
    ONLY_FAILED,
    ONLY_FINISHED,
    ARCHIVED,
  ],
}

export const listFields: CommandSpec = {
  program: 'gnt-job',
  name: 'list-fields',
  aliases: [],
  summary: 'Show the columns that list knows',
  usage: { '2.11': '[fields...]', '3.0': '[<fields>...]' },
  args: [any('unknown')],
  options: [NO_HEADERS, SEPARATOR],
}

export const wait: CommandSpec = {
  program: 'gnt-job',
  name: 'wait',
  aliases: [],
  summary: 'Wait until a job has ended',
  usage: '<job-id>',
  args: [one('job')],
  options: [],
}

export const watch: CommandSpec = {
  program: 'gnt-job',
  name: 'watch',
  aliases: [],
  summary: "Print a job's messages until it has ended",
  usage: '<job-id>',
  args: [one('job')],
  options: [],
}

export const GNT_JOB: ProgramSpec = {
  name: 'gnt-job',
  commands: [archive, autoarchive, cancel, changePriority, info, list, listFields, wait, watch],
}
