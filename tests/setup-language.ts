import { ENGINE } from '../src/session/engine.ts'
import { tellBy } from '../src/session/happened.ts'
import { speak } from '../src/session/language.ts'
import { TELLER } from '../src/session/telling/teller.ts'
import { RULES } from '../src/shell/rules.ts'

// In tests every command is understood from the start.
speak(RULES, ENGINE)
tellBy(TELLER)
