/** A lab's file, read while the page is built (`.ci/lab-files.ts`). */
declare module '*.md?world' {
  /** The World at the lab's start, in the first release that it is for. */
  const world: import('../../sim/world.ts').World
  export default world
}

declare module '*.md' {
  const lab: import('../../labs/lab.ts').Lab
  export default lab
}
