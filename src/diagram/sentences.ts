import { listed } from '../lib/listed.ts'
import { percent } from '../lib/percent.ts'
import { shortName } from '../sim/cluster/called.ts'
import { factsOf, flagsOf } from './node-box.ts'
import {
  nodeIn,
  type Scene,
  type SceneBox,
  type SceneInstance,
  type SceneNode,
  type SceneWire,
} from './scene.ts'

const powerWords = (node: SceneNode): string => {
  switch (node.power.is) {
    case 'off':
      return node.offline ? 'power off' : 'power off, not marked offline'
    case 'booting':
      return `booting, ${percent(node.power.fraction)}`
    case 'unknown':
      return 'does not answer, so Ganeti cannot know its state'
    case 'on':
      return node.cable === 'out' ? 'running, network cable out' : 'up'
  }
}

const believesWords = (node: SceneNode, master: string): string =>
  master === node.name ? 'considers itself the master' : `considers ${shortName(master)} the master`

/** "nodeB: power off, not marked offline." */
export const nodeSentence = (scene: Scene, node: SceneNode): string => {
  const name = shortName(node.name)
  if (node.removed) return `${name}: no longer in the cluster.`
  const waits = scene.calls.flatMap((call) =>
    call.to === node.name && call.state.is === 'no answer' ? [shortName(call.from)] : [],
  )
  const parts = [
    powerWords(node),
    ...(node.master ? [node.rival ? 'master, but not the only one' : 'master'] : []),
    ...(node.believes ? [believesWords(node, node.believes.name)] : []),
    ...(node.votes ? [`asking for votes, ${node.votes.got} of ${node.votes.of}`] : []),
    ...(node.drained ? ['drained, accepts no new instances'] : []),
    ...(node.offline ? ['marked offline'] : []),
    ...(node.volumeGroup === 'whole' ? [] : [`volume group ${node.volumeGroup}`]),
    ...(node.deadDaemons.length > 0 ? [`${listed(node.deadDaemons)} dead`] : []),
    ...(node.oldConfig
      ? [`has configuration ${node.oldConfig.has}, the master has ${node.oldConfig.master}`]
      : []),
    ...(node.jobs.length > 0
      ? [`locked by ${node.jobs.length === 1 ? 'job' : 'jobs'} ${listed(node.jobs.map(String))}`]
      : []),
    ...(waits[0] ? [`does not answer a call from ${waits[0]}`] : []),
  ]
  return `${name}: ${parts.join(', ')}.`
}

const runsOn = (instance: SceneInstance): SceneBox[] =>
  instance.boxes.filter((box) => ['running', 'leaving', 'split', 'damaged'].includes(box.state))

const stateWords = (instance: SceneInstance): string => {
  const at = (box: SceneBox | undefined) => (box ? shortName(box.node) : '')
  const find = (state: SceneBox['state']) => instance.boxes.find((box) => box.state === state)
  const leaving = find('leaving')
  const { link } = instance
  if (leaving) {
    const done =
      link?.state.is === 'migrating' ? `, ${percent(link.state.fraction)} of its memory copied` : ''
    return `running on ${at(leaving)}, moving to ${at(find('arriving'))}${done}`
  }
  if (link?.state.is === 'failing over')
    return `failing over from ${shortName(link.from)} to ${shortName(link.to)}`
  if (find('starting')) return `starting on ${at(find('starting'))}`
  const running = runsOn(instance)
  if (running.length > 1) return `runs twice, on ${listed(running.map(at))}`
  if (find('damaged')) return `running on ${at(find('damaged'))}, its file system is damaged`
  if (running[0]) return `running on ${at(running[0])}`
  if (find('unknown')) return `status unknown, its node ${at(find('unknown'))} does not answer`
  if (find('crashed')) return 'down'
  return find('stopped') ? `stopped on purpose on ${at(find('stopped'))}` : 'not running'
}

const linkWords = (instance: SceneInstance): string => {
  const { link } = instance
  if (!link) return ''
  const to = shortName(link.to)
  const running = new Set(runsOn(instance).map((box) => box.node))
  const copy = instance.boxes.find((box) => !running.has(box.node) && box.state === 'copy')
  switch (link.state.is) {
    case 'failing over':
      return ''
    case 'connected':
    case 'migrating':
      return copy ? `copy on ${shortName(copy.node)}` : ''
    case 'syncing':
      return `copying ${shortName(link.from)} to ${to}, ${percent(link.state.fraction)}`
    case 'no peer':
      return copy
        ? `up-to-date copy on ${shortName(copy.node)}`
        : `${to} does not answer, one up-to-date copy`
    case 'waiting':
      return copy
        ? `up-to-date copy on ${shortName(copy.node)}, its copies are not connected`
        : `waiting for its disk on ${to}, one up-to-date copy`
    case 'alone':
      return `its copies on ${shortName(link.from)} and ${to} are not connected`
    case 'diskless':
      return lostWords(instance)
    case 'split':
      return 'split brain: the copies differ, and neither is older'
  }
}

const lostWords = (instance: SceneInstance): string => {
  const lost = instance.boxes.filter((box) => box.diskLost).map((box) => shortName(box.node))
  return lost.length > 0 ? `the disk on ${listed(lost)} is lost` : ''
}

/** "dX: down, Ganeti says ERROR_nodedown, up-to-date copy on nodeA." */
export const instanceSentence = (instance: SceneInstance): string => {
  const status = instance.boxes.find((box) => box.status)?.status
  const removing = instance.boxes.find((box) => box.border === 'removing')
  const { copy } = instance
  const parts = [
    stateWords(instance),
    ...(status ? [`Ganeti says ${status}`] : []),
    ...(instance.template === 'drbd'
      ? [linkWords(instance)]
      : [instance.template === 'diskless' ? 'no disk' : 'one copy']),
    ...(instance.link?.state.is === 'diskless' ? [] : [lostWords(instance)]),
    ...(instance.link?.slow ? ['the link between its copies is slow'] : []),
    ...(copy
      ? [`disk copying ${shortName(copy.from)} to ${shortName(copy.to)}, ${percent(copy.fraction)}`]
      : []),
    ...(removing ? [`old copy on ${shortName(removing.node)} is being removed`] : []),
  ]
  return `${instance.label}: ${parts.filter(Boolean).join(', ')}.`
}

/** The whole picture in words: one sentence per node, then one per instance. */
export const sentencesOf = (scene: Scene): string[] => [
  ...scene.nodes.map((node) => nodeSentence(scene, node)),
  ...scene.instances.map(instanceSentence),
  ...scene.wires.map(wireSentence),
  ...(scene.clusterIp ? [`The cluster address moves to ${shortName(scene.clusterIp.to)}.`] : []),
]

const wireSentence = ({ nodes: [a, b], is }: SceneWire): string =>
  `The link between ${shortName(a)} and ${shortName(b)} is ${is}.`

/** The flags of a node, as a key to find changes worth announcing. Percentages are not among them. */
const flagKey = (node: SceneNode): string =>
  node.removed ? 'removed' : flagsOf({ ...node, votes: null }).join()
const factKey = (node: SceneNode): string => factsOf(node).join().replace(/ \d+%/, '')

const flagChange = (before: SceneNode, after: SceneNode): string[] => {
  const name = shortName(after.name)
  if (before.removed !== after.removed)
    return [after.removed ? `${name} left the cluster.` : `${name} joined the cluster.`]
  if (flagKey(before) === flagKey(after)) return []
  const flags = flagKey(after).split(',').filter(Boolean)
  return [flags.length > 0 ? `${name}: ${listed(flags)}.` : `${name}: no flags.`]
}

const factChange = (before: SceneNode, after: SceneNode): string[] => {
  if (factKey(before) === factKey(after)) return []
  const fact = factKey(after)
  const name = shortName(after.name)
  if (fact === '?') return [`${name} does not answer.`]
  return [`${name}: ${fact === '' ? 'up' : listed(fact.split(','))}.`]
}

const statusOf = (instance: SceneInstance): string =>
  instance.boxes.find((box) => box.status)?.status ?? 'running'

const isFailingOver = ({ link }: SceneInstance): boolean => link?.state.is === 'failing over'

/** A failover that begins, and where the instance runs after it. */
const failoverChange = (before: SceneInstance, after: SceneInstance): string[] => {
  if (isFailingOver(before) === isFailingOver(after)) return []
  if (isFailingOver(after)) return [`${after.label}: ${stateWords(after)}.`]
  const [here] = runsOn(after)
  return here ? [`${after.label} runs on ${shortName(here.node)}.`] : []
}

const isSplit = (instance: SceneInstance | undefined): boolean =>
  instance?.link?.state.is === 'split'

const splitChange = (before: SceneInstance, after: SceneInstance): string[] => {
  const twice = runsOn(after).length > 1
  return [
    ...(twice && runsOn(before).length < 2 ? [`${after.label} runs twice.`] : []),
    ...(isSplit(before) === isSplit(after)
      ? []
      : [
          `${after.label}: ${isSplit(after) ? 'split brain, the copies differ' : 'the split brain is resolved'}.`,
        ]),
  ]
}

/**
 * The sentences for screen readers about what changed: splits, flags, states of nodes and Ganeti's status words.
 * Progress is not announced.
 */
export const changes = (before: Scene, after: Scene): string[] => [
  ...after.nodes.flatMap((node) => {
    const old = nodeIn(before, node.name)
    if (!old) return [`${shortName(node.name)} joined the cluster.`]
    return [...factChange(old, node), ...flagChange(old, node)]
  }),
  ...before.nodes.flatMap((node) =>
    nodeIn(after, node.name) || node.removed ? [] : [`${shortName(node.name)} left the cluster.`],
  ),
  ...after.instances.flatMap((instance) => {
    const old = before.instances.find((other) => other.name === instance.name)
    const status = statusOf(instance)
    if (!old) return [`${instance.label} is new.`]
    const words = statusOf(old) === status ? [] : [`${instance.label}: Ganeti says ${status}.`]
    return [...failoverChange(old, instance), ...splitChange(old, instance), ...words]
  }),
  ...after.wires.flatMap((wire) =>
    before.wires.some((old) => wireSentence(old) === wireSentence(wire))
      ? []
      : [wireSentence(wire)],
  ),
  ...before.wires.flatMap(({ nodes: [a, b] }) =>
    after.wires.some((wire) => wire.nodes[0] === a && wire.nodes[1] === b)
      ? []
      : [`The link between ${shortName(a)} and ${shortName(b)} works again.`],
  ),
  ...before.instances.flatMap((instance) =>
    after.instances.some((other) => other.name === instance.name)
      ? []
      : [`${instance.label} is gone.`],
  ),
]
