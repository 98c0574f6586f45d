import { describe, expect, it } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import type { Scene, View } from '../../src/diagram/scene/scene.ts'
import { changes, sentencesOf } from '../../src/diagram/words/sentences.ts'
import { type Sitting, sitting } from '../support/driver.ts'
import { B } from '../support/nodes.ts'

/** The different scenes while the failover of dY runs, a look every 100 ms. */
function scenesOf(at: Sitting, command: string, view: View = 'is'): Scene[] {
  at.enter(command)
  return Array.from({ length: 900 }, () => at.wait(0.1).scene(view))
}

const alive = (): Sitting => sitting().wait(10)

const dead = (): Sitting =>
  alive().power('nodeB', 'off').wait(5).enter('gnt-node modify --offline=yes nodeB').wait(60)

const linkIn = (scene: Scene) =>
  scene.instances.find(({ label }) => label === 'dY')?.link?.state.is ?? ''

const during = (scenes: Scene[]): Scene[] =>
  scenes.filter((scene) => linkIn(scene) === 'failing over')

describe('a failover', () => {
  it.each(['is', 'known'] as const)(
    'points from the dead node to the new one until the instance runs there, in the view "%s"',
    (view) => {
      const scenes = scenesOf(dead(), 'gnt-instance failover -f debianY', view)
      const drawn = during(scenes).map((scene) => draw(scene).rows.join('\n'))
      expect(drawn.length).toBeGreaterThan(5)
      for (const picture of drawn) expect(picture).toMatch(/failover/)
      expect(drawn.some((picture) => /> {0,3}dY|>dY/.test(picture))).toBe(true)
      expect(drawn.some((picture) => picture.includes('^dY^'))).toBe(true)
      const last = draw(scenes.at(-1) ?? ({} as Scene)).rows.join('\n')
      expect(last).toContain('no peer')
      expect(last).not.toMatch(/failover|\^dY\^/)
    },
  )

  it('is the same path while the old primary still runs and is stopped first', () => {
    const scenes = during(scenesOf(alive(), 'gnt-instance failover -f debianY'))
    const phases = new Set(scenes.map((scene) => draw(scene).rows.join('\n')))
    expect(phases.size).toBeGreaterThan(3)
    expect(scenes.every(({ instances }) => instances.some(({ link }) => link?.from === B))).toBe(
      true,
    )
  })

  it('keeps its arrows in a picture that must not move', () => {
    const stills = during(scenesOf(dead(), 'gnt-instance failover -f debianY')).map(
      (scene) => draw(scene, { still: true }).rows,
    )
    const columns = stills.map((rows) => Math.max(...rows.map((row) => row.indexOf('>...>'))))
    expect(stills.length).toBeGreaterThan(5)
    expect(columns[0]).toBeGreaterThan(0)
    expect(new Set(columns).size).toBe(1)
  })

  it('is said in words, and announced once when it begins and once when it ends', () => {
    const scenes = scenesOf(dead(), 'gnt-instance failover -f debianY')
    const [first] = during(scenes)
    if (!first) throw new Error('the failover is not to be seen')
    expect(sentencesOf(first)).toContainEqual(
      expect.stringContaining('dY: failing over from nodeB to nodeC'),
    )
    const news = scenes.flatMap((scene, i) => {
      const before = scenes[i - 1]
      return before ? changes(before, scene).filter((line) => line.startsWith('dY')) : []
    })
    expect(news.filter((line) => /failing over/.test(line))).toHaveLength(1)
    expect(news).toContain('dY runs on nodeC.')
  })
})
