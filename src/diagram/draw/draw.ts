import type { Scene } from '../scene/scene.ts'
import { drawBus } from './bus.ts'
import { drawBox, drawStatusWords } from './disk-box.ts'
import { geometryOf } from './geometry.ts'
import { type DrawOptions, drawCopy, drawLane, drawRisers, drawStraight } from './link.ts'
import { drawWalls, drawWords } from './node-box.ts'
import { canvas, type Picture, pictureOf } from './picture.ts'

/** What is in the picture: boxes on its nodes, and lines whose two ends are in it. */
const drawable = (scene: Scene): Scene => {
  const names = new Set(scene.nodes.filter((node) => !node.removed).map((node) => node.name))
  const { clusterIp } = scene
  return {
    ...scene,
    wires: scene.wires.filter((wire) => wire.nodes.every((node) => names.has(node))),
    clusterIp: clusterIp && names.has(clusterIp.from) && names.has(clusterIp.to) ? clusterIp : null,
    instances: scene.instances.map((instance) => ({
      ...instance,
      boxes: instance.boxes.filter((box) => names.has(box.node)),
      link:
        instance.link && names.has(instance.link.from) && names.has(instance.link.to)
          ? instance.link
          : null,
      copy:
        instance.copy && names.has(instance.copy.from) && names.has(instance.copy.to)
          ? instance.copy
          : null,
    })),
  }
}

/**
 * The full-size picture: any number of nodes and disks. What is drawn later hides what is below
 * it: walls, then lines across them, then boxes, then words.
 */
export function draw(full: Scene, options: DrawOptions = { still: false }): Picture {
  const scene = drawable(full)
  const g = geometryOf(scene)
  const c = canvas(g.width, g.height)
  const nodes = scene.nodes.filter((node) => !node.removed)
  for (const node of nodes) drawWalls(c, g, node)
  for (const lane of g.lanes) drawRisers(c, lane)
  for (const node of nodes) drawWords(c, g, node)
  for (const lane of g.lanes) drawLane(c, g, lane, options)
  for (const instance of scene.instances) {
    if (instance.link && g.places.straight.has(instance.name))
      drawStraight(c, g, instance, instance.link, options)
    drawCopy(c, g, instance)
  }
  for (const instance of scene.instances)
    for (const box of instance.boxes) drawBox(c, g, scene, instance, box)
  drawStatusWords(c, g, scene)
  drawBus(c, g, scene, options)
  return pictureOf(c)
}
