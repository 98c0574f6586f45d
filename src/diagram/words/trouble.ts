import { t } from '../../lib/language/t.ts'
import { listed } from '../../lib/text/listed.ts'
import { linkInk } from '../draw/link.ts'
import { INK } from '../draw/picture.ts'
import type { BoxState, Scene, SceneBox, SceneInstance, SceneNode } from '../scene/scene.ts'

/** How grave it is what is the matter with a node or with something on it. */
export type Grade = 'bad' | 'warning' | 'moving' | 'fine'

/** What is the matter with a node: the gravest of its own faults and of those of its instances. */
export interface NodeTrouble {
  node: SceneNode
  grade: Grade
  /** At most six letters, for a tile: "off"; empty where all is well. */
  word: string
  /** The same for a list: "power off", "app07 down and 2 more". */
  says: string
}

interface Finding {
  grade: Grade
  word: string
  says: string
}

const GRADES: readonly Grade[] = ['bad', 'warning', 'moving', 'fine']
const FINE: Finding = { grade: 'fine', word: '', says: '' }

const found = (grade: Grade, word: string, says: string): Finding => ({ grade, word, says })

/** What is wrong with the node itself; a node that is marked offline and off is as it should be. */
function ofNode(node: SceneNode): Finding {
  const { power, volumeGroup, deadDaemons } = node
  switch (power.is) {
    case 'off':
      return node.offline ? FINE : found('bad', 'off', t`power off`)
    case 'unknown':
      return node.offline ? FINE : found('bad', 'silent', t`no answer`)
    case 'booting':
      return found('moving', 'boots', 'booting')
    case 'on':
      break
  }
  if (node.rival) return found('bad', 'master', t`one of two masters`)
  if (node.cable === 'out') return found('bad', 'cable', t`cable out`)
  if (deadDaemons[0] === 'noded') return found('bad', 'noded', t`noded dead`)
  if (volumeGroup === 'failed') return found('bad', 'disk', t`volume group failed`)
  if (deadDaemons.length > 0) return found('warning', 'daemon', t`${listed(deadDaemons)} dead`)
  if (volumeGroup === 'full') return found('warning', 'full', t`volume group full`)
  return node.believes ? found('warning', 'vote', t`believes in another master`) : FINE
}

const OF_BOX: Partial<Record<BoxState, [Grade, word: string, says: string]>> = {
  crashed: ['bad', 'down', 'down'],
  split: ['bad', 'SPLIT', t`split brain`],
  'split copy': ['bad', 'SPLIT', t`split brain`],
  damaged: ['bad', 'broken', 'damaged'],
  starting: ['moving', 'starts', 'starting'],
  'taking over': ['moving', 'moves', t`failing over`],
  leaving: ['moving', 'moves', 'migrating'],
  arriving: ['moving', 'moves', 'migrating'],
}

function ofBox({ label, link }: SceneInstance, box: SceneBox): Finding {
  const known = OF_BOX[box.state]
  if (known) return found(known[0], known[1], `${label} ${known[2]}`)
  if (link?.state.is === 'syncing') return found('moving', 'syncs', t`${label} syncing`)
  if (box.state === 'stale') return found('warning', 'stale', t`${label} stale`)
  if (box.diskLost) return found('warning', 'lost', t`${label} lost its disk`)
  const alone = box.state === 'running' && link && linkInk(link) === INK.warning
  return alone ? found('warning', '1 copy', t`${label} has one copy`) : FINE
}

const rank = ({ grade }: { grade: Grade }): number => GRADES.indexOf(grade)

/** What is the matter with each node of a scene, in the order of the nodes. */
export function troublesIn({ nodes, instances }: Scene): NodeTrouble[] {
  const onNode = new Map<string, Finding[]>()
  for (const instance of instances)
    for (const box of instance.boxes) {
      const finding = ofBox(instance, box)
      if (finding === FINE) continue
      const list = onNode.get(box.node)
      if (list) list.push(finding)
      else onNode.set(box.node, [finding])
    }
  return nodes.flatMap((node) => {
    if (node.removed) return []
    const own = ofNode(node)
    const [worst = FINE, ...others] = (onNode.get(node.name) ?? []).sort(
      (a, b) => rank(a) - rank(b),
    )
    if (own !== FINE && rank(own) <= rank(worst)) return [{ node, ...own }]
    // Nothing on a node that is off on purpose is news of that node.
    const alike = others.filter(({ grade }) => grade === worst.grade).length
    const says = alike > 0 ? t`${worst.says} and ${alike} more` : worst.says
    return [{ node, ...worst, says }]
  })
}

/**
 * The nodes that need a person first, the gravest before them all; the others in their own order. What only moves
 * stays in its place, so that a running job does not shuffle the picture.
 */
export function troubleFirst(troubles: readonly NodeTrouble[]): NodeTrouble[] {
  const place = (trouble: NodeTrouble) => Math.min(rank(trouble), GRADES.indexOf('moving'))
  return [...troubles].sort((a, b) => place(a) - place(b))
}

/** What a person has to look at, the gravest first. */
export const pressing = (troubles: readonly NodeTrouble[]): NodeTrouble[] =>
  troubleFirst(troubles).filter(({ grade }) => grade === 'bad' || grade === 'warning')

const stateOfNode = ({ power, offline }: SceneNode): string => {
  if (offline) return 'offline'
  if (power.is === 'on') return 'up'
  return { off: 'dead', booting: 'booting', unknown: 'silent' }[power.is]
}

const RUNS: ReadonlySet<BoxState> = new Set(['running', 'leaving', 'split', 'damaged'])

const stateOfInstance = ({ boxes }: SceneInstance): string => {
  const running = boxes.filter(({ state }) => RUNS.has(state)).length
  if (running > 1) return 'running twice'
  if (running === 1) return 'running'
  const is = (state: BoxState) => boxes.some((box) => box.state === state)
  if (is('crashed')) return 'down'
  if (is('starting') || is('taking over')) return 'starting'
  return is('unknown') ? 'unknown' : 'stopped'
}

const isDegraded = ({ link, boxes }: SceneInstance): boolean =>
  boxes.some(({ diskLost }) => diskLost) ||
  (link !== null && !['connected', 'syncing', 'migrating', 'failing over'].includes(link.state.is))

/** "58 up, 1 dead": how many of each, in a fixed order. */
function tally(words: readonly string[], order: readonly string[]): string {
  const known = order.filter((word) => words.includes(word))
  return known.map((word) => `${words.filter((one) => one === word).length} ${word}`).join(', ')
}

const NODE_ORDER = ['up', 'dead', 'silent', 'booting', 'offline']
const INSTANCE_ORDER = ['running', 'running twice', 'down', 'starting', 'stopped', 'unknown']

/** A count in one line: "60 nodes: 58 up, 1 dead, 1 offline; 120 instances: 117 running, 3 down; 2 degraded". */
export function countsOf({ nodes, instances }: Scene): string {
  const members = nodes.filter(({ removed }) => !removed)
  const degraded = instances.filter(isDegraded).length
  const syncing = instances.filter(({ link }) => link?.state.is === 'syncing').length
  return [
    t`${members.length} nodes: ${tally(members.map(stateOfNode), NODE_ORDER)}`,
    instances.length === 0
      ? t`no instances`
      : t`${instances.length} instances: ${tally(instances.map(stateOfInstance), INSTANCE_ORDER)}`,
    ...(degraded > 0 ? [t`${degraded} degraded`] : []),
    ...(syncing > 0 ? [t`${syncing} syncing`] : []),
  ].join('; ')
}

/** The ids of the regions whose node or instance has the word in its name; none for no word. */
export function regionsAbout({ nodes, instances }: Scene, word: string): string[] {
  const wanted = word.trim().toLowerCase()
  if (wanted === '') return []
  const has = (...names: string[]) => names.some((name) => name.toLowerCase().includes(wanted))
  const about = instances.filter(({ name, label }) => has(name, label))
  return [
    ...nodes
      .filter(({ removed, name, label }) => !removed && has(name.split('.')[0] ?? name, label))
      .map(({ name }) => `node/${name}`),
    ...about.flatMap(({ name, boxes }) =>
      boxes.flatMap(({ node }) => [`instance/${name}@${node}`, `node/${node}`]),
    ),
  ]
}
