/** What a thrown value says. */
export const messageOf = (problem: unknown): string =>
  problem instanceof Error ? problem.message : String(problem)
