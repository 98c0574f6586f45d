import { sceneOf } from '../../src/diagram/scene/scene-of.ts'
import {
  answerQuestions,
  atPrompt,
  copyOf,
  doInput,
  type Fault,
  masterOf,
  type NodeLetter,
  nodeOf,
  recover,
  run,
  type Scene,
  type,
  unfinished,
  wait,
} from './crash.ts'
import { complaints } from './invariants.ts'
import type { Operation } from './operations.ts'

const NEXT = { A: 'B', B: 'C', C: 'A' } as const
const HALF_AN_HOUR = 60

/** Breaks it in the middle, waits until nothing moves any more, and repairs it. Returns what is wrong. */
export function breakAt(
  start: Scene,
  operation: Operation,
  fault: Fault,
  hit: NodeLetter,
  second: number,
): string[] {
  const scene = copyOf(start)
  const where = `${scene.world.release}: ${operation.name}, node ${hit} ${fault.name} after ${second} s`
  const found: string[] = []
  const look = () => found.push(...complaints(scene.world))
  const [node, other] = [nodeOf(scene, hit), nodeOf(scene, NEXT[hit])]
  const here = nodeOf(scene, operation.on ?? 'A')
  type(scene, here, operation.line)
  for (let i = 0; i < second; i++) {
    wait(scene, 1)
    answerQuestions(scene, here)
  }
  for (const input of fault.breaks(node, other)) doInput(scene, input)
  look()
  if (fault.lasts !== undefined) {
    wait(scene, fault.lasts)
    for (const input of fault.heals(node, other)) doInput(scene, input)
    look()
  }
  for (let i = 0; i < HALF_AN_HOUR; i++) {
    wait(scene, 30)
    answerQuestions(scene, here)
  }
  look()
  const isOff = scene.world.machines[here]?.power.is !== 'on'
  if (!isOff && !atPrompt(scene, here)) found.push('the prompt does not come back')
  if (masterOf(scene) !== undefined && unfinished(scene).length > 0)
    found.push(`jobs ${unfinished(scene)} do not end`)
  if (masterOf(scene) === here && atPrompt(scene, here)) found.push(...contradictions(scene, here))
  for (const input of fault.heals(node, other)) doInput(scene, input)
  found.push(...recover(scene, operation).split('\n').filter(isComplaint))
  look()
  return found.map((text) => `${where}: ${text}`)
}

/** Where the picture tells another story than the list, or shows nothing of what is listed. */
function contradictions(scene: Scene, master: string): string[] {
  const list = run(scene, master, 'gnt-instance list --no-headers --separator=/ -o name,status')
  const rows = list.split('\n').flatMap((line) => {
    const [name = '', status = ''] = line.split('/')
    return /^(debian|new)/.test(name) ? [{ name, status }] : []
  })
  if (rows.length < 2) return ['the list shows no instances']
  return rows.flatMap(({ name, status }) =>
    (['is', 'known'] as const).flatMap((view) => {
      const drawn = sceneOf(scene.world, scene.now, view).instances.find((i) => i.name === name)
      const shown = drawn?.boxes.find((box) => box.status)?.status ?? 'running'
      if (drawn && shown === status) return []
      return [`the list says ${name} ${status}, the picture (${view}) ${drawn ? shown : 'nothing'}`]
    }),
  )
}

const isComplaint = (line: string): boolean => /ERROR|has failed|Failure/.test(line)
