import { create } from 'zustand'

/** What stands on a prompt and has not been entered. */
export interface TypedLine {
  terminal: string
  text: string
  /** Characters before the cursor. */
  cursor: number
}

/** The line that is being typed, for a window that follows; null until something is typed. */
export const useTypedLine = create<{ line: TypedLine | null }>()(() => ({ line: null }))

/** Tells what stands on a prompt now. */
export function tellTyped(line: TypedLine): void {
  const before = useTypedLine.getState().line
  const same =
    before?.terminal === line.terminal && before.text === line.text && before.cursor === line.cursor
  if (!same) useTypedLine.setState({ line })
}
