import { t } from '../../lib/language/t.ts'
import { listed } from '../../lib/text/listed.ts'
import { percent } from '../../lib/text/percent.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import { factsOf, flagsOf } from '../draw/node-box.ts'
import {
  nodeIn,
  type Scene,
  type SceneBox,
  type SceneInstance,
  type SceneNode,
  type SceneWire,
} from '../scene/scene.ts'

const powerWords = (node: SceneNode): string => {
  switch (node.power.is) {
    case 'off':
      return node.offline ? t`power off` : t`power off, not marked offline`
    case 'booting':
      return t`booting, ${percent(node.power.fraction)}`
    case 'unknown':
      return t`does not answer, so Ganeti cannot know its state`
    case 'on':
      return node.cable === 'out' ? t`running, network cable out` : t`up`
  }
}

const believesWords = (node: SceneNode, master: string): string =>
  master === node.name
    ? t`considers itself the master`
    : t`considers ${shortName(master)} the master`

/** "nodeB: power off, not marked offline." */
export const nodeSentence = (scene: Scene, node: SceneNode): string => {
  const name = shortName(node.name)
  if (node.removed) return t`${name}: no longer in the cluster.`
  const waits = scene.calls.flatMap((call) =>
    call.to === node.name && call.state.is === 'no answer' ? [shortName(call.from)] : [],
  )
  const parts = [
    powerWords(node),
    ...(node.master ? [node.rival ? t`master, but not the only one` : t`master`] : []),
    ...(node.believes ? [believesWords(node, node.believes.name)] : []),
    ...(node.votes ? [t`asking for votes, ${node.votes.got} of ${node.votes.of}`] : []),
    ...(node.drained ? [t`drained, accepts no new instances`] : []),
    ...(node.offline ? [t`marked offline`] : []),
    ...(node.volumeGroup === 'whole' ? [] : [t`volume group ${node.volumeGroup}`]),
    ...(node.deadDaemons.length > 0 ? [t`${listed(node.deadDaemons)} dead`] : []),
    ...(node.oldConfig
      ? [t`has configuration ${node.oldConfig.has}, the master has ${node.oldConfig.master}`]
      : []),
    ...(node.jobs.length > 0
      ? [t`locked by ${node.jobs.length === 1 ? 'job' : 'jobs'} ${listed(node.jobs.map(String))}`]
      : []),
    ...(waits[0] ? [t`does not answer a call from ${waits[0]}`] : []),
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
      link?.state.is === 'migrating'
        ? t`, ${percent(link.state.fraction)} of its memory copied`
        : ''
    return t`running on ${at(leaving)}, moving to ${at(find('arriving'))}${done}`
  }
  if (link?.state.is === 'failing over')
    return t`failing over from ${shortName(link.from)} to ${shortName(link.to)}`
  if (find('starting')) return t`starting on ${at(find('starting'))}`
  const running = runsOn(instance)
  if (running.length > 1) return t`runs twice, on ${listed(running.map(at))}`
  if (find('damaged')) return t`running on ${at(find('damaged'))}, its file system is damaged`
  if (running[0]) return t`running on ${at(running[0])}`
  if (find('unknown')) return t`status unknown, its node ${at(find('unknown'))} does not answer`
  if (find('crashed')) return 'down'
  return find('stopped') ? t`stopped on purpose on ${at(find('stopped'))}` : t`not running`
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
      return copy ? t`copy on ${shortName(copy.node)}` : ''
    case 'syncing':
      return t`copying ${shortName(link.from)} to ${to}, ${percent(link.state.fraction)}`
    case 'no peer':
      return copy
        ? t`up-to-date copy on ${shortName(copy.node)}`
        : t`${to} does not answer, one up-to-date copy`
    case 'waiting':
      return copy
        ? t`up-to-date copy on ${shortName(copy.node)}, its copies are not connected`
        : t`waiting for its disk on ${to}, one up-to-date copy`
    case 'alone':
      return t`its copies on ${shortName(link.from)} and ${to} are not connected`
    case 'diskless':
      return lostWords(instance)
    case 'split':
      return t`split brain: the copies differ, and neither is older`
  }
}

const lostWords = (instance: SceneInstance): string => {
  const lost = instance.boxes.filter((box) => box.diskLost).map((box) => shortName(box.node))
  return lost.length > 0 ? t`the disk on ${listed(lost)} is lost` : ''
}

/** "dX: down, gnt-instance list shows ERROR_nodedown, up-to-date copy on nodeA." */
export const instanceSentence = (instance: SceneInstance): string => {
  const status = instance.boxes.find((box) => box.status)?.status
  const removing = instance.boxes.find((box) => box.border === 'removing')
  const { copy } = instance
  const parts = [
    stateWords(instance),
    ...(status ? [t`gnt-instance list shows ${status}`] : []),
    ...(instance.template === 'drbd'
      ? [linkWords(instance)]
      : [instance.template === 'diskless' ? t`no disk` : t`one copy`]),
    ...(instance.link?.state.is === 'diskless' ? [] : [lostWords(instance)]),
    ...(instance.link?.slow ? [t`the link between its copies is slow`] : []),
    ...(copy
      ? [
          t`disk copying ${shortName(copy.from)} to ${shortName(copy.to)}, ${percent(copy.fraction)}`,
        ]
      : []),
    ...(removing ? [t`old copy on ${shortName(removing.node)} is being removed`] : []),
  ]
  return `${instance.label}: ${parts.filter(Boolean).join(', ')}.`
}

/** The whole picture in words: one sentence per node, then one per instance. */
export const sentencesOf = (scene: Scene): string[] => [
  ...scene.nodes.map((node) => nodeSentence(scene, node)),
  ...scene.instances.map(instanceSentence),
  ...scene.wires.map(wireSentence),
  ...(scene.clusterIp ? [t`The cluster address moves to ${shortName(scene.clusterIp.to)}.`] : []),
]

const wireSentence = ({ nodes: [a, b], is }: SceneWire): string =>
  t`The link between ${shortName(a)} and ${shortName(b)} is ${is}.`

/** The flags of a node, as a key to find changes worth announcing. Percentages are not among them. */
const flagKey = (node: SceneNode): string =>
  node.removed ? 'removed' : flagsOf({ ...node, votes: null }).join()
const factKey = (node: SceneNode): string => factsOf(node).join().replace(/ \d+%/, '')

const flagChange = (before: SceneNode, after: SceneNode): string[] => {
  const name = shortName(after.name)
  if (before.removed !== after.removed)
    return [after.removed ? t`${name} left the cluster.` : t`${name} joined the cluster.`]
  if (flagKey(before) === flagKey(after)) return []
  const flags = flagKey(after).split(',').filter(Boolean)
  return [flags.length > 0 ? `${name}: ${listed(flags)}.` : t`${name}: no flags.`]
}

const factChange = (before: SceneNode, after: SceneNode): string[] => {
  if (factKey(before) === factKey(after)) return []
  const fact = factKey(after)
  const name = shortName(after.name)
  if (fact === '?') return [t`${name} does not answer.`]
  return [`${name}: ${fact === '' ? t`up` : listed(fact.split(','))}.`]
}

const statusOf = (instance: SceneInstance): string =>
  instance.boxes.find((box) => box.status)?.status ?? 'running'

const isFailingOver = ({ link }: SceneInstance): boolean => link?.state.is === 'failing over'

/** A failover that begins, and where the instance runs after it. */
const failoverChange = (before: SceneInstance, after: SceneInstance): string[] => {
  if (isFailingOver(before) === isFailingOver(after)) return []
  if (isFailingOver(after)) return [`${after.label}: ${stateWords(after)}.`]
  const [here] = runsOn(after)
  return here ? [t`${after.label} runs on ${shortName(here.node)}.`] : []
}

const isSplit = (instance: SceneInstance | undefined): boolean =>
  instance?.link?.state.is === 'split'

const splitChange = (before: SceneInstance, after: SceneInstance): string[] => {
  const twice = runsOn(after).length > 1
  return [
    ...(twice && runsOn(before).length < 2 ? [t`${after.label} runs twice.`] : []),
    ...(isSplit(before) === isSplit(after)
      ? []
      : [
          `${after.label}: ${isSplit(after) ? t`split brain, the copies differ` : t`the split brain is resolved`}.`,
        ]),
  ]
}

/** So many instances that come or go at once are named; more are counted. */
const NAMED = 3

/** Labels of the instances of `scene` that `other` does not have. */
const onlyIn = (scene: Scene, other: Scene): string[] => {
  const known = new Set(other.instances.map(({ name }) => name))
  return scene.instances.flatMap(({ name, label }) => (known.has(name) ? [] : [label]))
}

const newInstances = (before: Scene, after: Scene): string[] => {
  const labels = onlyIn(after, before)
  if (labels.length > NAMED) return [t`${labels.length} instances are new.`]
  return labels.map((label) => t`${label} is new.`)
}

const goneInstances = (before: Scene, after: Scene): string[] => {
  const labels = onlyIn(before, after)
  if (labels.length > NAMED) return [t`${labels.length} instances are gone.`]
  return labels.map((label) => t`${label} is gone.`)
}

/**
 * The sentences for screen readers about what changed: splits, flags, states of nodes and Ganeti's status words.
 * Progress is not announced.
 */
export const changes = (before: Scene, after: Scene): string[] => [
  ...after.nodes.flatMap((node) => {
    const old = nodeIn(before, node.name)
    if (!old) return [t`${shortName(node.name)} joined the cluster.`]
    return [...factChange(old, node), ...flagChange(old, node)]
  }),
  ...before.nodes.flatMap((node) =>
    nodeIn(after, node.name) || node.removed ? [] : [t`${shortName(node.name)} left the cluster.`],
  ),
  ...newInstances(before, after),
  ...after.instances.flatMap((instance) => {
    const old = before.instances.find((other) => other.name === instance.name)
    const status = statusOf(instance)
    if (!old) return []
    const words =
      statusOf(old) === status ? [] : [t`${instance.label}: gnt-instance list shows ${status}.`]
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
      : [t`The link between ${shortName(a)} and ${shortName(b)} works again.`],
  ),
  ...goneInstances(before, after),
]
