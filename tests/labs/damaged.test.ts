import { describe, expect, it } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import { sceneOf } from '../../src/diagram/scene/scene-of.ts'
import { allLabs } from '../../src/door/catalogue.ts'
import { openingOf } from '../../src/door/check-lab.ts'
import { answerTo } from '../../src/guide/answers/answers.ts'
import { causesIn } from '../../src/labs/drill.ts'
import { judge } from '../../src/labs/judge/judge.ts'
import type { LabStep } from '../../src/labs/lab.ts'
import { seedOf } from '../../src/session/labs/opening.ts'
import type { Session } from '../../src/session/session.ts'
import { tellSteps } from '../support/told.ts'

const opening = (): Session => {
  const lab = allLabs().find(({ causes }) => causes.some(({ id }) => id === 'half-migrated'))
  const cause = lab && causesIn(lab, '3.0').find(({ id }) => id === 'half-migrated')
  if (!lab || !cause) throw new Error('there is no drill about a half-done migration')
  return openingOf(lab, '3.0', seedOf(lab, '3.0', cause))
}

const CLEANUP: LabStep = { on: 'nodeA', run: 'gnt-instance migrate --cleanup -f debiany' }
const KILL: LabStep = { on: 'nodeB', run: "pkill -f 'debian[yY]'" }
const NAMED: LabStep[] = [{ diagnose: 'half-migrated' }]
const VERIFY: LabStep[] = [{ until: { inSync: 'all' } }, { on: 'nodeA', run: 'gnt-cluster verify' }]

const isDamaged = ({ world, now, progress }: Session) =>
  judge(
    { instance: 'dY', damaged: true },
    { world, now, typed: [], since: 0, path: progress.path, diagnosed: null },
  ).met

describe('a migration that broke off at its end, in 3.0', () => {
  it('is damaged by --cleanup alone: told, drawn, heard on the console, and not accepted as repaired', () => {
    const { session, told } = tellSteps(opening(), [...NAMED, CLEANUP, ...VERIFY])
    const line = told.find(({ line: { what } }) => /damaged/.test(what))
    expect(line?.line.what).toBe('The file system of dY is damaged.')
    const { question } = line?.line ?? {}
    if (!question) throw new Error('nothing is asked about the damage')
    expect(answerTo(question, session.world)).toMatch(/both copies are equal and both are damaged/)
    expect(isDamaged(session)).toBe(true)
    expect(session.progress.trouble.damaged).toBeDefined()
    const { lab, progress, world, now } = session
    expect(progress.done.length).toBeLessThan(lab?.goals.length ?? 0)
    expect(draw(sceneOf(world, now, 'is')).rows.join('\n')).toContain('!dY!')
    expect(draw(sceneOf(world, now, 'known')).rows.join('\n')).not.toContain('!dY!')
    const { session: after } = tellSteps(session, [
      { on: 'nodeA', run: 'gnt-instance console debiany', leaveAfter: 20 },
    ])
    expect(after.shown.map(({ text }) => text).join('')).toMatch(/EXT4-fs error/)
  })

  it('is repaired when the paused process ends first', () => {
    const { session } = tellSteps(opening(), [...NAMED, KILL, CLEANUP, ...VERIFY])
    expect(isDamaged(session)).toBe(false)
    expect(session.progress.done.length).toBe(session.lab?.goals.length)
  })

  it('is sound again, without its data, once a new system is installed', () => {
    const { session } = tellSteps(opening(), [
      ...NAMED,
      CLEANUP,
      { on: 'nodeA', run: 'gnt-instance shutdown debiany' },
      { on: 'nodeA', run: 'gnt-instance reinstall -f debiany' },
      { on: 'nodeA', run: 'gnt-instance start debiany' },
      ...VERIFY,
    ])
    expect(isDamaged(session)).toBe(false)
    expect(session.progress.trouble.damaged).toBeUndefined()
  })
})
