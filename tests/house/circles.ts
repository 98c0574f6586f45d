/** What each file imports from this tree: paths from the project's top. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/**
 * The groups of files that lead back to themselves, each sorted: in one, no file can be understood without all
 * others (strongly connected components, by Tarjan's algorithm).
 */
export function circlesIn(graph: ImportGraph): string[][] {
  const number = new Map<string, number>()
  const path: string[] = []
  const open = new Set<string>()
  const circles: string[][] = []
  const visit = (file: string): number => {
    const own = number.size
    number.set(file, own)
    let low = own
    path.push(file)
    open.add(file)
    const imports = graph.get(file) ?? []
    for (const next of imports) {
      if (!number.has(next)) low = Math.min(low, visit(next))
      else if (open.has(next)) low = Math.min(low, number.get(next) ?? low)
    }
    if (low !== own) return low
    const circle = path.splice(path.indexOf(file))
    for (const closed of circle) open.delete(closed)
    if (circle.length > 1 || imports.includes(file)) circles.push(circle.sort())
    return low
  }
  for (const file of graph.keys()) if (!number.has(file)) visit(file)
  return circles
}
