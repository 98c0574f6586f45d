import { freeMemoryMib } from '../../src/sim/cluster/machine.ts'
import type { World } from '../../src/sim/world.ts'

/** What must never be true of a World, as sentences; empty when all is well. */
export function complaints(world: World): string[] {
  return [...ofMachines(world), ...ofPairs(world), ...ofJobs(world), ...ofAlarms(world)]
}

function ofMachines(world: World): string[] {
  return Object.values(world.machines).flatMap((machine) => {
    const { name, volumeGroup, power } = machine
    const used = Object.values(volumeGroup.volumes).reduce((sum, v) => sum + v.sizeMib, 0)
    const found: string[] = []
    if (used > volumeGroup.sizeMib) found.push(`${name} holds more volumes than fit`)
    if (freeMemoryMib(machine) < 0) found.push(`${name} has given away more memory than it has`)
    if (power.is !== 'on' && Object.keys(machine.guests).length > 0)
      found.push(`${name} is off and runs guests`)
    if (power.is !== 'on' && Object.keys(machine.drbd).length > 0)
      found.push(`${name} is off and its kernel knows DRBD`)
    for (const guest of Object.values(machine.guests))
      for (const disk of guest.disks)
        if (
          guest.state === 'running' &&
          disk.kind === 'drbd' &&
          machine.drbd[disk.minor]?.role !== 'Primary'
        )
          found.push(`${guest.instance} runs on ${name} on a disk that is not primary`)
    return found
  })
}

/** Two connected halves agree, and only one is primary unless both were told to be. */
function ofPairs(world: World): string[] {
  const found: string[] = []
  for (const machine of Object.values(world.machines))
    for (const device of Object.values(machine.drbd)) {
      if (device.connection === 'StandAlone' || device.connection === 'WFConnection') continue
      const peer = device.net && world.machines[device.net.peer]
      const other = Object.values(peer?.drbd ?? {}).find((d) => d.net?.port === device.net?.port)
      const where = `minor ${device.minor} of ${machine.name}`
      if (!other) found.push(`${where} is connected to nobody`)
      else if (other.role === 'Primary' && device.role === 'Primary' && !device.net?.dualPrimary)
        found.push(`${where} and its peer are both primary`)
    }
  return found
}

function ofJobs(world: World): string[] {
  const running = Object.values(world.jobs).filter((j) => j.status === 'running')
  const found: string[] = []
  for (const job of running)
    for (const other of running)
      if (job.id < other.id)
        for (const a of job.holds)
          for (const b of other.holds)
            if (
              a.level === b.level &&
              (a.name === b.name || a.name === '*' || b.name === '*') &&
              (a.mode === 'exclusive' || b.mode === 'exclusive')
            )
              found.push(`jobs ${job.id} and ${other.id} both hold ${a.level} ${a.name}`)
  return found
}

const ofAlarms = (world: World): string[] =>
  world.alarms.every((alarm, i) => i === 0 || (world.alarms[i - 1]?.at ?? 0) <= alarm.at)
    ? []
    : ['alarms are out of order']
