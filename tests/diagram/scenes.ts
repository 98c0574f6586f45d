import { node as inOrder } from '../../src/diagram/legend/samples.ts'
import type {
  BoxState,
  LinkState,
  Scene,
  SceneBox,
  SceneInstance,
  SceneNode,
} from '../../src/diagram/scene/scene.ts'

/** Scenes in few words: nodes are A, B, C …, instances dX, dY, dZ. */
export const fullName = (letter: string): string => `node${letter}.example.org`

export const node = (letter: string, facts: Partial<SceneNode> = {}): SceneNode =>
  inOrder(letter, {
    name: fullName(letter),
    master: letter === 'A',
    switches: {
      power: facts.power?.is === 'off' ? 'off' : 'on',
      cable: facts.cable ?? 'in',
    },
    ...facts,
  })

export const off = { power: { is: 'off' } } satisfies Partial<SceneNode>

type NodeFacts = Record<string, Partial<SceneNode>>

export const nodes = (letters: string, facts: NodeFacts = {}): SceneNode[] =>
  [...letters].map((letter) => node(letter, facts[letter]))

export const box = (
  letter: string,
  border: SceneBox['border'],
  state: BoxState,
  status: SceneBox['status'] = null,
): SceneBox => ({ node: fullName(letter), border, diskLost: false, state, status })

interface Halves {
  state?: BoxState
  status?: SceneBox['status']
  copy?: BoxState
  link?: LinkState
  /** The side with the good data; the first node where not given. */
  good?: string
}

/** A DRBD pair: `pair` is primary, then secondary. */
export const drbd = (label: string, pair: string, halves: Halves = {}): SceneInstance => {
  const [primary = 'A', secondary = 'B'] = pair
  const good = halves.good ?? primary
  return {
    name: `debian${label.slice(1)}`,
    label,
    template: 'drbd',
    boxes: [
      box(primary, 'primary', halves.state ?? 'running', halves.status ?? null),
      box(secondary, 'secondary', halves.copy ?? 'copy'),
    ],
    link: {
      from: fullName(good),
      to: fullName(good === primary ? secondary : primary),
      slow: false,
      state: halves.link ?? { is: 'connected' },
    },
    copy: null,
  }
}

export const plain = (
  label: string,
  letter: string,
  state: BoxState = 'running',
  status: SceneBox['status'] = null,
): SceneInstance => ({
  name: `debian${label.slice(1)}`,
  label,
  template: 'plain',
  boxes: [box(letter, 'plain', state, status)],
  link: null,
  copy: null,
})

export const scene = (
  sceneNodes: SceneNode[],
  instances: SceneInstance[] = [],
  rest: Partial<Scene> = {},
): Scene => ({
  view: 'is',
  nodes: sceneNodes,
  instances,
  wires: [],
  calls: [],
  clusterIp: null,
  ...rest,
})

/** The start of the exercise. */
export const start = (): Scene =>
  scene(nodes('ABC'), [drbd('dX', 'AB'), drbd('dY', 'BC'), plain('dZ', 'B')])

export const trimmed = (art: string): string =>
  art
    .split('\n')
    .map((row) => row.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
