import { CAPACITY_OPTIONS } from './capacity-options.ts'
import { GENERAL_OPTIONS } from './general-options.ts'
import { SEARCH_OPTIONS } from './search-options.ts'

/** Every option of htools, once: each program lists those that it has (HTools/CLI.hs). */
export const OPTIONS = { ...GENERAL_OPTIONS, ...SEARCH_OPTIONS, ...CAPACITY_OPTIONS }

/** The name of an option in `OPTIONS`. */
export type OptionName = keyof typeof OPTIONS
