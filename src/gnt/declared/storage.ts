/** Declarations of gnt-storage. Source: lib/client/gnt_storage.py. */

import { PRIORITY } from '../options.ts'
import { any, type CommandSpec, type ProgramSpec } from '../spec.ts'

export const diagnose: CommandSpec = {
  program: 'gnt-storage',
  name: 'diagnose',
  aliases: [],
  summary: 'Show where each provider is installed, and what is wrong',
  usage: '',
  args: [],
  options: [PRIORITY],
}

export const info: CommandSpec = {
  program: 'gnt-storage',
  name: 'info',
  aliases: [],
  summary: 'Show providers of external storage in full',
  usage: '',
  args: [any('os')],
  options: [PRIORITY],
}

export const GNT_STORAGE: ProgramSpec = { name: 'gnt-storage', commands: [diagnose, info] }
