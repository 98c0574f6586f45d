/** What finds terms in prose, and what shows one: loaded together, after the first paint. */
export { marked } from '../../shell/glossary/find.ts'
export { TermWord } from './TermWord.tsx'
