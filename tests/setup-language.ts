import { speak } from '../src/session/language.ts'
import { RULES } from '../src/shell/rules.ts'

// In tests every command is understood from the start.
speak(RULES)
