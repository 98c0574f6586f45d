import type {
  Border,
  BoxState,
  LinkState,
  Scene,
  SceneBox,
  SceneInstance,
  SceneNode,
  Status,
} from '../scene/scene.ts'
import type { Cut } from './cut.ts'
import type { Sign } from './signs.ts'

/** The smallest scene that shows a sign, the same one without it, and the part of the picture to look at. */
export interface SignSample {
  scene: Scene
  without: Scene
  cut: Cut
}

/** A node in order, with what is different about it. */
export const node = (letter: string, facts: Partial<SceneNode> = {}): SceneNode => ({
  name: letter,
  label: `node ${letter}`,
  removed: false,
  master: false,
  rival: false,
  believes: null,
  drained: false,
  offline: false,
  oldConfig: null,
  votes: null,
  power: { is: 'on' },
  cable: 'in',
  volumeGroup: 'whole',
  deadDaemons: [],
  jobs: [],
  switches: { power: 'on', cable: 'in' },
  ...facts,
})

const scene = (
  nodes: SceneNode[],
  instances: SceneInstance[] = [],
  rest: Partial<Scene> = {},
): Scene => ({ view: 'is', nodes, instances, calls: [], wires: [], clusterIp: null, ...rest })

const box = (on: string, facts: Partial<SceneBox>): SceneBox => ({
  node: on,
  border: 'plain',
  diskLost: false,
  state: 'running',
  status: null,
  ...facts,
})

const NOTHING = scene([])

/** One node, as it is drawn with these facts. */
const oneNode = (facts: Partial<SceneNode>, without = scene([node('A')])): SignSample => ({
  scene: scene([node('A', facts)]),
  without,
  cut: { of: 'node', node: 'A' },
})

/** An instance with one disk in node A. With `drbd`, only one of its copies is shown. */
const oneBox = (
  facts: Partial<SceneBox>,
  template: SceneInstance['template'] = 'plain',
): SceneInstance => ({
  name: 'dZ',
  label: template === 'drbd' ? 'dX' : 'dZ',
  template,
  boxes: [box('A', facts)],
  link: null,
  copy: null,
})

const alone = (
  facts: Partial<SceneBox>,
  usual: Partial<SceneBox> | null = {},
  template?: SceneInstance['template'],
): SignSample => ({
  scene: scene([node('A')], [oneBox(facts, template)]),
  without: scene([node('A')], usual ? [oneBox(usual, template)] : []),
  cut: { of: 'box', instance: 'dZ', node: 'A' },
})

/** One copy of a disk with two. */
const copy = (facts: Partial<SceneBox>, usual: Partial<SceneBox> | null = {}): SignSample =>
  alone(
    { border: 'secondary', state: 'copy', ...facts },
    usual && { border: 'secondary', state: 'copy', ...usual },
    'drbd',
  )

interface Pair {
  state?: BoxState
  copy?: BoxState
  /** Of the copy on the other node. */
  border?: Border
  lost?: boolean
  link?: LinkState
  slow?: boolean
}

const pairOf = (facts: Pair, name = 'dX'): SceneInstance => ({
  name,
  label: name,
  template: 'drbd',
  boxes: [
    box('A', { border: 'primary', state: facts.state ?? 'running' }),
    box('B', {
      border: facts.border ?? 'secondary',
      state: facts.copy ?? 'copy',
      diskLost: facts.lost ?? false,
    }),
  ],
  link: { from: 'A', to: 'B', slow: facts.slow ?? false, state: facts.link ?? { is: 'connected' } },
  copy: null,
})

const two = (): SceneNode[] => [node('A'), node('B')]

/** An instance with two copies and the link between them. */
const pair = (facts: Pair, usual: Pair = {}): SignSample => ({
  scene: scene(two(), [pairOf(facts)]),
  without: scene(two(), [pairOf(usual)]),
  cut: { of: 'pair', instance: 'dX', nodes: ['A', 'B'] },
})

const network = (rest: Partial<Scene>): SignSample => ({
  scene: scene(two(), [], rest),
  without: scene(two()),
  cut: { of: 'network' },
})

const status = (word: Status, state: BoxState): SignSample =>
  alone({ border: 'primary', state, status: word }, { border: 'primary', state }, 'drbd')

const SPLIT: Pair = { state: 'split', copy: 'split', border: 'primary', link: { is: 'split' } }
const MIGRATES: Pair = {
  state: 'leaving',
  copy: 'arriving',
  border: 'primary',
  link: { is: 'migrating', fraction: 0.61, phase: 0 },
}

const FAILS_OVER: Pair = {
  state: 'crashed',
  copy: 'taking over',
  border: 'primary',
  link: { is: 'failing over', phase: 0 },
}

/** A plain disk on its way to another node. */
const MOVING: SceneInstance = {
  ...oneBox({}),
  boxes: [box('A', { state: 'stopped' }), box('B', { border: 'building', state: 'copy' })],
}

/** Samples of every sign; they are drawn, never typed by hand. */
export const SAMPLES: Readonly<Record<Sign, SignSample>> = {
  network: { scene: scene(two()), without: NOTHING, cut: { of: 'network' } },
  node: oneNode({}, NOTHING),
  master: oneNode({ master: true }),
  drained: oneNode({ drained: true }),
  offline: oneNode({ offline: true }),
  'power off': oneNode({ power: { is: 'off' } }),
  'power booting': oneNode({ power: { is: 'booting', fraction: 0.5 } }),
  'power unknown': oneNode({ power: { is: 'unknown' } }),
  'cable out': oneNode({ cable: 'out' }),
  'dead daemon': oneNode({ deadDaemons: ['noded'] }),
  'volume group failed': oneNode({ volumeGroup: 'failed' }),
  'volume group full': oneNode({ volumeGroup: 'full' }),
  'more facts': oneNode(
    { cable: 'out', deadDaemons: ['noded'] },
    scene([node('A', { cable: 'out' })]),
  ),
  job: oneNode({ jobs: [16] }),
  'old config': oneNode({ oldConfig: { has: 41, master: 44 } }),
  votes: oneNode({ votes: { got: 2, of: 3 } }),
  'two masters': oneNode({ master: true, rival: true }),
  'considers itself master': oneNode({ believes: { name: 'A', label: 'node A' } }),
  'considers another master': oneNode({ believes: { name: 'B', label: 'node B' } }),
  removed: {
    scene: scene([node('A'), node('B', { removed: true })]),
    without: scene(two()),
    cut: { of: 'network' },
  },
  address: network({ clusterIp: { from: 'A', to: 'B', fraction: 0.5 } }),
  'call out': network({ calls: [{ from: 'A', to: 'B', state: { is: 'out', fraction: 0.5 } }] }),
  'call back': network({ calls: [{ from: 'A', to: 'B', state: { is: 'back', fraction: 0.5 } }] }),
  'call no answer': network({
    calls: [{ from: 'A', to: 'B', state: { is: 'no answer', seconds: 2.1 } }],
  }),
  'connection cut': network({ wires: [{ nodes: ['A', 'B'], is: 'cut' }] }),
  'connection slow': network({ wires: [{ nodes: ['A', 'B'], is: 'slow' }] }),
  'frame primary': alone({ border: 'primary' }, null, 'drbd'),
  'frame secondary': copy({}, null),
  'frame plain': alone({}, null),
  'frame building': copy({ border: 'building' }),
  'frame removing': copy({ border: 'removing' }),
  'template file': { ...alone({}, {}, 'file'), without: alone({}).scene },
  'template diskless': { ...alone({}, {}, 'diskless'), without: alone({}).scene },
  'disk lost': copy({ diskLost: true }),
  'state running': alone({ border: 'primary' }, null, 'drbd'),
  'state copy': copy({}, null),
  'state stopped': alone({ state: 'stopped' }),
  'state crashed': alone({ state: 'crashed' }),
  'state starting': alone({ state: 'starting' }),
  'state taking over': pair(FAILS_OVER),
  'state leaving': alone({ border: 'primary', state: 'leaving' }, { border: 'primary' }, 'drbd'),
  'state arriving': alone({ border: 'primary', state: 'arriving' }, { border: 'primary' }, 'drbd'),
  'state stale': copy({ state: 'stale' }),
  'state split': pair(SPLIT),
  'state damaged': alone({ border: 'primary', state: 'damaged' }, { border: 'primary' }, 'drbd'),
  'state split copy': pair({ ...SPLIT, copy: 'split copy', border: 'secondary' }),
  'state unknown': alone({ state: 'unknown' }),
  'status ADMIN_down': status('ADMIN_down', 'stopped'),
  'status ADMIN_offline': status('ADMIN_offline', 'stopped'),
  'status ERROR_down': status('ERROR_down', 'crashed'),
  'status ERROR_up': status('ERROR_up', 'running'),
  'status ERROR_nodedown': status('ERROR_nodedown', 'crashed'),
  'status ERROR_nodeoffline': status('ERROR_nodeoffline', 'crashed'),
  'status ERROR_wrongnode': status('ERROR_wrongnode', 'stopped'),
  'link connected': {
    ...pair({}),
    without: scene(two(), [{ ...pairOf({}), link: null }]),
  },
  'link syncing': pair({ copy: 'stale', link: { is: 'syncing', fraction: 0.42 } }),
  'link no peer': pair({ copy: 'stale', link: { is: 'no peer' } }),
  'link waiting': pair({ link: { is: 'waiting' } }),
  'link alone': pair({ copy: 'stale', link: { is: 'alone' } }),
  'link diskless': pair({ lost: true, link: { is: 'diskless' } }),
  'link split': pair(SPLIT),
  'link migrating': pair(MIGRATES),
  'link failing over': pair(FAILS_OVER),
  'slow link': pair({ slow: true }),
  'link above': {
    scene: scene(two(), [pairOf({}), pairOf({}, 'dY')]),
    without: scene(two(), [pairOf({})]),
    cut: { of: 'lane', instance: 'dY', node: 'A' },
  },
  'disk copy': {
    scene: scene(two(), [{ ...MOVING, copy: { from: 'A', to: 'B', fraction: 0.21 } }]),
    without: scene(two(), [MOVING]),
    cut: { of: 'pair', instance: 'dZ', nodes: ['A', 'B'] },
  },
  'short name': {
    scene: scene([node('A')], [{ ...oneBox({}), label: 'production-database' }]),
    without: scene([node('A')], [oneBox({})]),
    cut: { of: 'box', instance: 'dZ', node: 'A' },
  },
}
