/** Whether a line is one that has a plan: a `gnt-*` command, here or over ssh. */
export const hasPlan = (line: string): boolean => /^[\s#]*(?:ssh\s+\S+\s+)?gnt-[a-z]/.test(line)
