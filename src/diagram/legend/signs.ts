import { geometryOf } from '../draw/geometry.ts'
import { factsOf } from '../draw/node-box.ts'
import type {
  Border,
  BoxState,
  LinkState,
  Scene,
  SceneBox,
  SceneCall,
  SceneInstance,
  SceneLink,
  SceneNode,
  SceneWire,
  Status,
} from '../scene/scene.ts'

/** A sign that a picture can show. Derived from the types of a scene, so that none is forgotten. */
export type Sign = NodeSign | InstanceSign | BoxSign | LinkSign | NetworkSign

type NodeSign =
  | 'node'
  | `power ${Exclude<SceneNode['power']['is'], 'on'>}`
  | `volume group ${Exclude<SceneNode['volumeGroup'], 'whole'>}`
  | 'cable out'
  | 'dead daemon'
  | 'more facts'
  | 'master'
  | 'two masters'
  | 'considers itself master'
  | 'considers another master'
  | 'votes'
  | 'drained'
  | 'offline'
  | 'old config'
  | 'job'
  | 'removed'

type InstanceSign =
  | `template ${Exclude<SceneInstance['template'], 'drbd' | 'plain'>}`
  | 'disk copy'
  | 'short name'

type BoxSign = `frame ${Border}` | `state ${BoxState}` | `status ${Status}` | 'disk lost'

type LinkSign = `link ${LinkState['is']}` | 'slow link' | 'link above'

type NetworkSign =
  | 'network'
  | `connection ${SceneWire['is']}`
  | `call ${SceneCall['state']['is']}`
  | 'address'

/** What each field of something adds to the picture. A new field does not compile without a line here. */
type ByField<T, S extends Sign> = { readonly [Field in keyof T]: (whole: T) => readonly S[] }

const nothing = (): readonly [] => []
const when = <S extends Sign>(isSo: boolean, sign: S): readonly S[] => (isSo ? [sign] : [])

const OF_NODE: ByField<SceneNode, NodeSign> = {
  name: nothing,
  label: nothing,
  removed: ({ removed }) => when(removed, 'removed'),
  master: ({ master }) => when(master, 'master'),
  rival: ({ rival }) => when(rival, 'two masters'),
  believes: ({ believes, name }) =>
    believes === null
      ? []
      : [believes.name === name ? 'considers itself master' : 'considers another master'],
  drained: ({ drained }) => when(drained, 'drained'),
  offline: ({ offline }) => when(offline, 'offline'),
  oldConfig: ({ oldConfig }) => when(oldConfig !== null, 'old config'),
  votes: ({ votes }) => when(votes !== null, 'votes'),
  power: (node) => [
    node.power.is === 'on' ? 'node' : `power ${node.power.is}`,
    ...when(factsOf(node).length > 1, 'more facts'),
  ],
  cable: ({ cable, power }) => when(cable === 'out' && power.is === 'on', 'cable out'),
  volumeGroup: ({ volumeGroup: is }) => (is === 'whole' ? [] : [`volume group ${is}`]),
  deadDaemons: ({ deadDaemons, power }) =>
    when(deadDaemons.length > 0 && power.is === 'on', 'dead daemon'),
  jobs: ({ jobs }) => when(jobs.length > 0, 'job'),
  switches: nothing,
}

const OF_BOX: ByField<SceneBox, BoxSign> = {
  node: nothing,
  border: ({ border }) => [`frame ${border}`],
  diskLost: ({ diskLost }) => when(diskLost, 'disk lost'),
  // A disk that is made or removed has no other state.
  state: ({ state, border }) =>
    border === 'building' || border === 'removing' ? [] : [`state ${state}`],
  status: ({ status }) => (status === null ? [] : [`status ${status}`]),
}

const OF_LINK: ByField<SceneLink, LinkSign> = {
  from: nothing,
  to: nothing,
  slow: ({ slow }) => when(slow, 'slow link'),
  state: ({ state }) => [`link ${state.is}`],
}

const OF_INSTANCE: ByField<SceneInstance, InstanceSign | BoxSign | LinkSign> = {
  name: nothing,
  label: nothing,
  template: ({ template }) =>
    template === 'drbd' || template === 'plain' ? [] : [`template ${template}`],
  boxes: ({ boxes }) => boxes.flatMap((box) => signsIn(OF_BOX, box)),
  link: ({ link }) => (link ? signsIn(OF_LINK, link) : []),
  copy: ({ copy }) => when(copy !== null, 'disk copy'),
}

const OF_SCENE: ByField<Scene, Sign> = {
  view: nothing,
  nodes: ({ nodes }) => [
    ...when(nodes.length > 0, 'network'),
    // Of a node that left, only the gap is to be seen.
    ...nodes.flatMap((node) => (node.removed ? ['removed' as const] : signsIn(OF_NODE, node))),
  ],
  instances: (scene) => [
    ...scene.instances.flatMap((instance) => signsIn(OF_INSTANCE, instance)),
    ...ofPlaces(scene),
  ],
  calls: ({ calls }) => calls.map(({ state }): Sign => `call ${state.is}`),
  wires: ({ wires }) => wires.map(({ is }): Sign => `connection ${is}`),
  clusterIp: ({ clusterIp }) => when(clusterIp !== null, 'address'),
}

function signsIn<T extends object, S extends Sign>(table: ByField<T, S>, whole: T): S[] {
  const fields: ((whole: T) => readonly S[])[] = Object.values(table)
  return fields.flatMap((of) => of(whole))
}

/** What follows from where things stand: lines over the titles, and names that do not fit. */
function ofPlaces(scene: Scene): Sign[] {
  if (scene.nodes.length === 0) return []
  const drawn = geometryOf(scene)
  const isShort = (name: string): boolean => name.includes('*')
  return [
    ...when(
      drawn.lanes.some(({ instance }) => instance.link !== null),
      'link above',
    ),
    ...when([...drawn.labels.values(), ...drawn.titles.values()].some(isShort), 'short name'),
  ]
}

/** The signs that the picture of a scene shows. */
export const signsOf = (scene: Scene): ReadonlySet<Sign> => new Set(signsIn(OF_SCENE, scene))
