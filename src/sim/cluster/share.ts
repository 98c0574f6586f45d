import { clone } from '../../lib/clone.ts'
import { machineOf, type World } from '../world.ts'
import type { Machine } from './machine.ts'

/** A machine without what can be large and is only ever exchanged as a whole. Keys keep their places. */
const lightened = (machine: Machine): Machine => ({
  ...machine,
  files: { ...machine.files, config: null, ssconf: null },
  ...(machine.writer ? { writer: { sent: null } } : {}),
})

/**
 * A deep copy of a World in which the nodes hold the very same configurations and ssconf files as in the one
 * given: they are values, and with a hundred nodes most of what there is to copy.
 */
export function withSharedFiles(world: World): World {
  const machines = Object.fromEntries(
    Object.entries(world.machines).map(([name, machine]) => [name, lightened(machine)]),
  )
  const copy = clone({ ...world, machines })
  for (const { name, files, writer } of Object.values(world.machines)) {
    const machine = machineOf(copy, name)
    machine.files.config = files.config
    machine.files.ssconf = files.ssconf
    if (writer) machine.writer = { ...writer }
  }
  return copy
}
