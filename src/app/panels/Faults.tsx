import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import './faults.css'
import { type ReactNode, useMemo, useState } from 'react'
import { Foot } from '../../guide/plan/Foot.tsx'
import { listed } from '../../lib/text/listed.ts'
import { actions } from '../../session/actions.ts'
import { useApp } from '../../session/store.ts'
import { useTruthHidden } from '../../session/view.ts'
import { type NodeName, nodesOf } from '../../sim/cluster/config.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf, shortName as short } from '../../sim/cluster/display-names.ts'
import { daemonsMeantIn, daemonsMissingIn } from '../../sim/cluster/expected-daemons.ts'
import type { Machine } from '../../sim/cluster/machine.ts'
import { brokenWires, wireBetween } from '../../sim/cluster/wires.ts'
import type { World } from '../../sim/world.ts'

/** In a larger cluster only links that something crosses are listed, and the list can be searched. */
const MANY = 6

/** Everything you can break, by node. A pressed button is a fault; press it again to repair it. */
export default function Faults() {
  const world = useApp((state) => state.session.world)
  const focus = useMemo(() => ({}), [])
  const [wanted, setWanted] = useState('')
  // Broken ones first, as they were when the list was opened: no row moves under the pointer.
  const [first] = useState(() =>
    Object.values(world.machines).flatMap((m) => (troublesOf(world, m).length > 0 ? m.name : [])),
  )
  const members = Object.values(world.machines)
    .filter((m) => own(newestConfig(world)?.nodes, m.name))
    .sort((a, b) => Number(first.includes(b.name)) - Number(first.includes(a.name)))
  const truthHidden = useTruthHidden()
  const shown = members.filter((machine) => isAbout(world, machine, wanted))
  if (truthHidden)
    return (
      <Foot title={t`Break something`} focus={focus}>
        <p>{t`What is broken is hidden until you have named the cause of this drill.`}</p>
      </Foot>
    )
  return (
    <Foot title={t`Break something`} focus={focus}>
      <p>
        {t`Each button takes effect immediately. Press it again to repair the fault, but not its consequences. Undo takes back both.`}
      </p>
      {members.length > MANY && (
        <p className="faults-search">
          <input
            type="search"
            aria-label={t`Find a node, an instance or a fault`}
            placeholder={t`Find a node, an instance or a fault`}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
          <span role="status">{t`${shown.length} of ${members.length} nodes`}</span>
        </p>
      )}
      {shown.map((machine) => (
        <NodeFaults key={machine.name} world={world} machine={machine} />
      ))}
    </Foot>
  )
}

/** Whether a search finds a node: by its name, its instances or its faults. */
function isAbout(world: World, machine: Machine, wanted: string): boolean {
  const word = wanted.trim().toLowerCase()
  const guests = Object.keys(machine.guests).flatMap((name) => [name, labelOf(world, name)])
  return [machine.name, ...guests, ...troublesOf(world, machine)].some((text) =>
    text.toLowerCase().includes(word),
  )
}

interface NodeProps {
  world: World
  machine: Machine
}

/** One line with the state of a node, which unfolds into its buttons. */
function NodeFaults({ world, machine }: NodeProps) {
  const [open, setOpen] = useState(false)
  const broken = troublesOf(world, machine)
  return (
    <details className="faults-node" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <b>{short(machine.name)}</b> <span>{broken.length > 0 ? listed(broken) : t`intact`}</span>
      </summary>
      {open && (
        <>
          <MachineFaults world={world} machine={machine} />
          <Links world={world} node={machine.name} />
          <Daemons world={world} machine={machine} />
          <Guests world={world} machine={machine} />
        </>
      )}
    </details>
  )
}

/** The faults of a node, in a few words each. */
function troublesOf(world: World, { name, power, cable, volumeGroup }: Machine): string[] {
  const wires = brokenWires(world).filter(({ a, b }) => a === name || b === name)
  return [
    ...(power.is === 'on' ? [] : [power.is === 'off' ? t`power off` : 'booting']),
    ...(cable.is === 'out' ? [t`cable out`] : []),
    ...(volumeGroup.state === 'whole' ? [] : [t`volume group ${volumeGroup.state}`]),
    ...wires.map(({ a, b, is }) => t`link to ${short(a === name ? b : a)} ${is}`),
    ...daemonsMissingIn(world)(name).map((daemon) => t`${daemon.replace('ganeti-', '')} dead`),
  ]
}

/** A named row of buttons. */
const Row = ({ node, name, children }: { node: NodeName; name: string; children: ReactNode }) => (
  <fieldset className="faults-row" aria-label={`${short(node)}, ${name}`}>
    <legend>{name}</legend>
    <div>{children}</div>
  </fieldset>
)

interface ToggleProps {
  name: string
  broken: boolean
  turn: (broken: boolean) => void
}

const Toggle = ({ name, broken, turn }: ToggleProps) => (
  <button
    type="button"
    className="faults-toggle"
    aria-pressed={broken}
    onClick={() => turn(!broken)}
  >
    {name}
  </button>
)

function MachineFaults({ machine: { name, power, cable, volumeGroup } }: NodeProps) {
  const group = (is: 'failed' | 'full') => (broken: boolean) =>
    actions.fault({ kind: 'volume group', node: name, is: broken ? is : 'whole' })
  return (
    <>
      <Row node={name} name={t`Power and network`}>
        <Toggle
          name={t`Power off`}
          broken={power.is === 'off'}
          turn={(off) => actions.power(name, off ? 'off' : 'on')}
        />
        <Toggle
          name={t`Cable out`}
          broken={cable.is === 'out'}
          turn={(out) => actions.cable(name, out ? 'out' : 'in')}
        />
      </Row>
      <Row node={name} name={t`Volume group`}>
        <Toggle name="Failed" broken={volumeGroup.state === 'failed'} turn={group('failed')} />
        <Toggle name="Full" broken={volumeGroup.state === 'full'} turn={group('full')} />
      </Row>
    </>
  )
}

function linkedTo(world: World, node: NodeName): NodeName[] {
  const config = newestConfig(world)
  const others = Object.keys(world.machines).filter((n) => n !== node && own(config?.nodes, n))
  if (others.length <= MANY) return others
  const masters = mastersOf(world)
  const peers = new Set(
    Object.values(config?.instances ?? {})
      .map(nodesOf)
      .filter((nodes) => nodes.includes(node))
      .flat(),
  )
  return others.filter(
    (other) =>
      peers.has(other) || masters.includes(other) || wireBetween(world, node, other) !== 'whole',
  )
}

function Links({ world, node }: { world: World; node: NodeName }) {
  return linkedTo(world, node).map((other) => {
    const now = wireBetween(world, node, other)
    const link = (is: 'slow' | 'cut') => (broken: boolean) =>
      actions.fault({ kind: 'link', nodes: [node, other], is: broken ? is : 'whole' })
    return (
      <Row key={other} node={node} name={t`Link to ${short(other)}`}>
        <Toggle name="Slow" broken={now === 'slow'} turn={link('slow')} />
        <Toggle name="Cut" broken={now === 'cut'} turn={link('cut')} />
      </Row>
    )
  })
}

function Daemons({ world, machine: { name, power, daemons } }: NodeProps) {
  if (power.is !== 'on') return null
  return (
    <Row node={name} name="Daemons">
      {daemonsMeantIn(world)(name).map((daemon) => (
        <Toggle
          key={daemon}
          name={t`${daemon.replace('ganeti-', '')} dead`}
          broken={!daemons.includes(daemon)}
          turn={(dead) =>
            actions.fault({ kind: 'daemon', node: name, daemon, is: dead ? 'dead' : 'running' })
          }
        />
      ))}
    </Row>
  )
}

function Guests({ world, machine: { name, guests } }: NodeProps) {
  const running = Object.values(guests).filter((guest) => guest.state === 'running')
  if (running.length === 0) return null
  return (
    <>
      <Row node={name} name="Instances">
        {running.map(({ instance }) => (
          <button
            key={instance}
            type="button"
            className="faults-toggle"
            onClick={() => actions.fault({ kind: 'guest', instance, is: 'crashed' })}
          >
            {t`Crash ${labelOf(world, instance)}`}
          </button>
        ))}
      </Row>
      <p className="faults-note">
        {t`To start a crashed instance, run gnt-instance start with its name, or undo.`}
      </p>
    </>
  )
}
