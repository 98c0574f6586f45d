/** A lab's file, read while the page is built (`.ci/lab-files.ts`). */
declare module '*.md' {
  const lab: import('../labs/lab.ts').Lab
  export default lab
}
