import { daemonsSeen } from '../../gnt/daemons/start.ts'
import { own } from '../../lib/own.ts'
import { behaviourOf, byRelease, type Daemon } from '../../sim/releases.ts'
import { defineProgram, exit, type Program, type ProgramContext } from '../../sim/run/program.ts'
import type { World } from '../../sim/world.ts'
import { processesOf } from './processes.ts'

/** systemctl: Ganeti's units, and the power of the node. Source: doc/examples/systemd. */

/** Whether the system of the release's time has systemd. */
const hasSystemd = byRelease({ '2.11': false, '3.0': true })

/** What a unit stands for. */
interface Unit {
  name: string
  description: string
  manual: string
  /** The daemons that start and stop with it. */
  daemons: readonly Daemon[]
  /** What `status` calls it while it is up and down. */
  states: [up: string, down: string]
  /** Whether it is ever up: the stub for init scripts is not. */
  stays: boolean
}

const DAEMONS: Readonly<Record<Daemon, string>> = {
  'ganeti-confd': 'Ganeti configuration daemon (confd)',
  'ganeti-kvmd': 'Ganeti KVM daemon (kvmd)',
  'ganeti-luxid': 'Ganeti query daemon (luxid)',
  'ganeti-masterd': 'Ganeti master daemon (masterd)',
  'ganeti-mond': 'Ganeti monitoring daemon (mond)',
  'ganeti-noded': 'Ganeti node daemon (noded)',
  'ganeti-rapi': 'Ganeti RAPI daemon (rapi)',
  'ganeti-wconfd': 'Ganeti config writer daemon (wconfd)',
}

function unitsOf({ release }: World): Unit[] {
  const { startOrder, masterDaemons } = behaviourOf(release)
  const target = (name: string, description: string, daemons: readonly Daemon[]): Unit => ({
    name: `${name}.target`,
    description,
    manual: 'ganeti(7)',
    daemons,
    states: ['active', 'inactive (dead)'],
    stays: true,
  })
  return [
    {
      ...target('ganeti', 'Dummy Ganeti SysV compatibility service', startOrder),
      name: 'ganeti.service',
      stays: false,
    },
    target('ganeti', 'Ganeti virtualization cluster manager', startOrder),
    target('ganeti-master', 'Ganeti master functionality', masterDaemons),
    target(
      'ganeti-node',
      'Ganeti node functionality',
      startOrder.filter((daemon) => !masterDaemons.includes(daemon)),
    ),
    ...startOrder.map(
      (daemon): Unit => ({
        name: `${daemon}.service`,
        description: DAEMONS[daemon],
        manual: `${daemon}(8)`,
        daemons: [daemon],
        states: ['active (running)', 'inactive (dead)'],
        stays: true,
      }),
    ),
  ]
}

const whole = (name: string): string => (/\.\w+$/.test(name) ? name : `${name}.service`)

type P = ProgramContext<{ lines: string[][]; at: number }>

/** A target is up as soon as one of its daemons is. */
const isUpUnit = (p: P, { stays, daemons }: Unit): boolean =>
  stays && daemonsSeen(p.world, p.node).some((daemon) => daemons.includes(daemon))

function statusText(p: P, unit: Unit): string {
  const up = isUpUnit(p, unit)
  const [daemon] = unit.name.endsWith('.service') && unit.stays ? unit.daemons : []
  const listed = processesOf(p.world, p.node).find(
    ({ is }) => daemon !== undefined && is && 'daemon' in is && is.daemon === daemon,
  )
  const lines = [
    `${up ? '●' : '○'} ${unit.name} - ${unit.description}`,
    `     Loaded: loaded (/lib/systemd/system/${unit.name}; ${unit.stays ? 'enabled; preset: enabled' : 'static'})`,
    `     Active: ${unit.states[up ? 0 : 1]}`,
    `       Docs: man:${unit.manual}`,
    ...(listed
      ? [
          `   Main PID: ${listed.pid} (${daemon})`,
          `     CGroup: /system.slice/${unit.name}`,
          `             └─${listed.pid} ${listed.command}`,
        ]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

/** What is run for an action on a unit. */
function linesFor(action: string, { name, daemons, stays }: Unit): string[][] {
  if (!stays || name === 'ganeti.target') return [['ganeti-init', action]]
  const util = (what: string, names: readonly Daemon[]) =>
    names.map((daemon) => ['daemon-util', what, daemon])
  return [
    ...(action === 'start' ? [] : util('stop', [...daemons].reverse())),
    ...(action === 'stop' ? [] : util('start', daemons)),
  ]
}

const POWER = ['poweroff', 'halt', 'reboot']
const CHANGES = ['start', 'stop', 'restart']
const ACTIONS = [...CHANGES, 'status', 'is-active', ...POWER].join(', ')

function show(p: P, action: string, units: readonly Unit[]): number {
  let code = 0
  for (const [i, unit] of units.entries()) {
    const up = isUpUnit(p, unit)
    if (!up) code = 3
    if (action === 'is-active') p.out(`${up ? 'active' : 'inactive'}\n`)
    else p.out(`${i > 0 ? '\n' : ''}${statusText(p, unit)}`)
  }
  return code
}

function begin(p: P) {
  const [action = '', ...names] = p.argv.slice(1).filter((word) => !word.startsWith('-'))
  if (POWER.includes(action)) return { next: 'become', program: action, vars: {} } as const
  if (!hasSystemd(p)) {
    p.err('bash: systemctl: command not found\n')
    return exit(127)
  }
  if (![...CHANGES, 'status', 'is-active'].includes(action)) {
    p.err(`systemctl: this trainer knows ${ACTIONS} of Ganeti's units\n`)
    return exit(1)
  }
  if (names.length === 0) {
    p.err('Too few arguments.\n')
    return exit(1)
  }
  const known = new Map(unitsOf(p.world).map((unit) => [unit.name, unit]))
  const missing = names.map(whole).find((name) => !known.has(name))
  if (missing !== undefined) {
    if (action === 'is-active') p.out('inactive\n')
    else if (action === 'status') p.err(`Unit ${missing} could not be found.\n`)
    else p.err(`Failed to ${action} ${missing}: Unit ${missing} not found.\n`)
    return exit(own({ 'is-active': 3, status: 4 }, action) ?? 5)
  }
  const units = names.flatMap((name) => known.get(whole(name)) ?? [])
  if (!CHANGES.includes(action)) return exit(show(p, action, units))
  p.vars.lines = units.flatMap((unit) => linesFor(action, unit))
  return undefined
}

/** `systemctl`: what the programs say goes to the journal, not to the terminal. */
export const systemctl: Program = defineProgram<P['vars']>({
  vars: { lines: [], at: 0 },
  steps: {
    begin,
    run: (p) => {
      const argv = p.vars.lines[p.vars.at]
      if (!argv) return exit(0)
      p.vars.at += 1
      return { next: 'run', argv, stdin: '', capture: true, errors: 'joined', then: 'run' }
    },
  },
})
