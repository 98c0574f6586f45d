import type { Scene, SceneCall, SceneNode } from '../scene/scene.ts'
import { columnsOf, type Geometry } from './geometry.ts'
import { bareNodeLabel } from './labels.ts'
import type { DrawOptions } from './link.ts'
import { wallInk } from './node-box.ts'
import { type Canvas, INK, letters, onWire, strokes } from './picture.ts'

/** What is between a node and the bus: its wire, or a mark on it. */
const drawStub = (c: Canvas, g: Geometry, node: SceneNode, calls: SceneCall[]): void => {
  const { junction } = columnsOf(g, node.name)
  const { bottom, stub, bus } = g.rows
  c.stubs.push({ node: node.name, x: junction, y: stub })
  if (node.offline) {
    letters(c, junction, bottom, 'o', INK.warning)
    return
  }
  const ink = node.power.is === 'booting' ? INK.plain : wallInk(node)
  strokes(c, junction, bottom, '+', ink)
  strokes(c, junction, bus, '+', INK.plain)
  const unanswered = calls.some((call) => call.to === node.name && call.state.is === 'no answer')
  const leaving = calls.some(
    (call) =>
      node.name === (call.state.is === 'out' ? call.from : call.to) &&
      call.state.is !== 'no answer',
  )
  const arriving = calls.some(
    (call) =>
      node.name === (call.state.is === 'out' ? call.to : call.from) &&
      call.state.is !== 'no answer',
  )
  if (node.power.is === 'on' && node.cable === 'out') onWire(c, junction, stub, 'x', INK.strong)
  else if (unanswered) onWire(c, junction, stub, '?', INK.warning)
  else if (leaving) onWire(c, junction, stub, 'v', INK.moving)
  else if (arriving) onWire(c, junction, stub, '^', INK.moving)
  else strokes(c, junction, stub, '|', ink)
}

/** Two chevrons, the second two cells behind, somewhere between the two junctions. */
const drawPacket = (c: Canvas, g: Geometry, call: SceneCall): void => {
  if (call.state.is === 'no answer') return
  const ends = [columnsOf(g, call.from).junction, columnsOf(g, call.to).junction]
  const [start = 0, end = 0] = call.state.is === 'out' ? ends : ends.reverse()
  const direction = end > start ? 1 : -1
  const head = Math.round(start + (end - start) * call.state.fraction)
  for (const x of [head, head - 2 * direction]) {
    const inside = (x - start) * direction > 0 && (end - x) * direction > 0
    if (inside) letters(c, x, g.rows.bus, direction > 0 ? '>' : '<', INK.moving)
  }
}

interface Note {
  text: string
  /** The two nodes it stands between. */
  between: [string, string]
}

/** "A x B cut": what is wrong with connections, in words. */
export const wireNotes = (scene: Scene): Note[] =>
  scene.wires.map(({ nodes: [a, b], is }) => {
    const called = (name: string) =>
      bareNodeLabel(scene.nodes.find((node) => node.name === name)?.label ?? name)
    return { text: `${called(a)} ${is === 'cut' ? 'x' : '~'} ${called(b)} ${is}`, between: [a, b] }
  })

/** Notes stand centred under what they are about; where that is taken, to the right of it. */
const drawNotes = (c: Canvas, g: Geometry, notes: { text: string; centre: number }[]): void => {
  let free = 0
  for (const { text, centre } of notes.sort((a, b) => a.centre - b.centre)) {
    const wanted = centre - Math.floor(text.length / 2)
    const x = Math.max(free, Math.min(g.width - text.length, wanted))
    letters(c, x, g.rows.note, text, INK.warning)
    free = x + text.length + 2
  }
}

/** How long an answer from the node is overdue. */
const waitNotes = (scene: Scene, calls: SceneCall[]) =>
  scene.nodes.flatMap((node) => {
    const waits = calls.flatMap((call) =>
      call.to === node.name && call.state.is === 'no answer' ? [call.state.seconds] : [],
    )
    if (waits.length === 0) return []
    return [{ text: `no answer ${Math.max(...waits).toFixed(1)} s`, node: node.name }]
  })

/** Wires, bus, packets, the cluster's address, and how long an answer is overdue. */
export const drawBus = (c: Canvas, g: Geometry, scene: Scene, options: DrawOptions): void => {
  strokes(c, 0, g.rows.bus, '-'.repeat(g.width), INK.plain)
  const calls = scene.calls.filter(
    (call) => call.from !== call.to && g.nodes.has(call.from) && g.nodes.has(call.to),
  )
  for (const node of scene.nodes) if (!node.removed) drawStub(c, g, node, calls)
  if (!options.still) for (const call of calls) drawPacket(c, g, call)
  if (scene.clusterIp) {
    const { from, to, fraction } = scene.clusterIp
    const start = columnsOf(g, from).junction
    const end = columnsOf(g, to).junction
    letters(c, Math.round(start + (end - start) * fraction) - 1, g.rows.bus, '[ip]', INK.moving)
  }
  const junction = (name: string) => columnsOf(g, name).junction
  drawNotes(c, g, [
    ...waitNotes(scene, calls).map(({ text, node }) => ({ text, centre: junction(node) })),
    ...wireNotes(scene).map(({ text, between: [a, b] }) => ({
      text,
      centre: Math.round((junction(a) + junction(b)) / 2),
    })),
  ])
}
