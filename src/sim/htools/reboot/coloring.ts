import { compare } from '../../../lib/order.ts'

/** Colourings of graphs, so that neighbours differ. Source: src/Ganeti/HTools/Graph.hs. */

/** For each vertex, in order, its neighbours; one that is joined twice counts twice. */
export type Graph = ReadonlyMap<number, readonly number[]>

/** The colour of each vertex that has one yet. */
type Colors = Map<number, number>

const neighbours = (graph: Graph, vertex: number): readonly number[] => graph.get(vertex) ?? []

const colorsAround = (graph: Graph, colors: Colors, vertex: number): number[] =>
  neighbours(graph, vertex).flatMap((other) => colors.get(other) ?? [])

function paint(graph: Graph, colors: Colors, vertex: number): void {
  const taken = new Set(colorsAround(graph, colors, vertex))
  let color = 0
  while (taken.has(color)) color += 1
  colors.set(vertex, color)
}

/** The vertices with most neighbours first, of equal ones the last. */
function largestFirst(graph: Graph): Colors {
  const colors: Colors = new Map()
  const ascending = [...graph.keys()].sort((a, b) =>
    compare(neighbours(graph, a).length, neighbours(graph, b).length),
  )
  for (const vertex of ascending.reverse()) paint(graph, colors, vertex)
  return colors
}

/** Each time the vertex for which `urgency` is greatest, then the one with most neighbours; of equal ones the last. */
function dynamically(graph: Graph, urgency: (around: readonly number[]) => number): Colors {
  const colors: Colors = new Map()
  const left = [...graph.keys()]
  while (left.length > 0) {
    let chosen = 0
    let most: [number, number] = [-1, -1]
    left.forEach((vertex, place) => {
      const rank: [number, number] = [
        urgency(colorsAround(graph, colors, vertex)),
        neighbours(graph, vertex).length,
      ]
      if ((compare(rank[0], most[0]) || compare(rank[1], most[1])) < 0) return
      chosen = place
      most = rank
    })
    for (const vertex of left.splice(chosen, 1)) paint(graph, colors, vertex)
  }
  return colors
}

/** The vertices by colour, both in ascending order. */
function classes(colors: Colors): number[][] {
  const found: number[][] = []
  for (const [vertex, color] of [...colors].sort(([a], [b]) => a - b)) {
    const members = found[color] ?? []
    members.push(vertex)
    found[color] = members
  }
  return found
}

/** The three colourings that hroller tries, by Ganeti's names. */
export const colorings = (graph: Graph): { name: string; classes: number[][] }[] => [
  { name: 'LF', classes: classes(largestFirst(graph)) },
  { name: 'Dsatur', classes: classes(dynamically(graph, (around) => new Set(around).size)) },
  { name: 'Dcolor', classes: classes(dynamically(graph, (around) => around.length)) },
]
