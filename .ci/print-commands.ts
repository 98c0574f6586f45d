import { writeFileSync } from 'node:fs'
import { recordings, replayed } from '../tests/support/recordings.ts'
import { commandPage, counted } from './command-page.ts'

/** Plays all recordings and writes docs/commands.md. */
writeFileSync('docs/commands.md', commandPage(counted(recordings.flatMap(replayed))))
