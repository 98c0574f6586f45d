import { createInterface } from 'node:readline'
import { openDoor } from './door.ts'

/** JSON lines in, JSON lines out: see `door.ts`. */
const answer = openDoor()
for await (const line of createInterface({ input: process.stdin }))
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(answer(line))}\n`)
