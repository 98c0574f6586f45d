/** Text of a manual page; paragraphs are separated by blank lines, examples start with two blanks. */
export interface ManProse {
  summary: string
  description: string
  sections: { title: string; text: string }[]
  /** By the name of the command. */
  commands: Record<string, string>
}
