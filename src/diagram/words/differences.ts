import { nodeIn, type Scene, type SceneNode } from '../scene/scene.ts'
import { sentencesOf } from './sentences.ts'

/** What a node's frame and title show of it. */
const frameOf = (node: SceneNode | undefined): string => {
  if (!node) return ''
  const { removed, master, drained, offline, power, cable, volumeGroup, deadDaemons } = node
  return JSON.stringify([
    removed,
    master,
    drained,
    offline,
    power.is,
    cable,
    volumeGroup,
    deadDaemons,
  ])
}

/** The regions of a picture of `after` in which something is otherwise than in `before`, by their ids. */
export function differing(before: Scene, after: Scene): string[] {
  const nodes = after.nodes.filter((node) => frameOf(node) !== frameOf(nodeIn(before, node.name)))
  const boxes = after.instances.flatMap(({ name, boxes: all }) => {
    const old = before.instances.find((instance) => instance.name === name)?.boxes ?? []
    return all
      .filter((box) => {
        const same = old.find(({ node }) => node === box.node)
        return JSON.stringify(same) !== JSON.stringify(box)
      })
      .map(({ node }) => `instance/${name}@${node}`)
  })
  return [...nodes.map(({ name }) => `node/${name}`), ...boxes]
}

/** What the picture of `after` says that the one of `before` does not, one sentence for each node and instance. */
export function newIn(before: Scene, after: Scene): string[] {
  const known = new Set(sentencesOf(before))
  return sentencesOf(after).filter((sentence) => !known.has(sentence))
}
