import { describe, expect, it } from 'vitest'
import { openDoor } from '../../src/door/door.ts'
import type { planOf } from '../../src/door/plan.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { sitting } from '../support/driver.ts'

type Plan = NonNullable<ReturnType<typeof planOf>>

describe('the door', () => {
  it('opens the exercise when nothing was opened', () => {
    const door = openDoor()
    expect(door('{"on": "nodeb", "run": "hostname"}')).toMatchObject({
      output: 'nodeB.virt.nsrc.org\n',
      exit: 0,
    })
  })

  it.each([
    ['{', 'This line is not JSON.'],
    ['[1]', 'A request is a JSON object.'],
    ['{"dance": true}', 'Unknown request: dance.'],
    ['{"power": "nodeQ", "to": "on"}', 'There is no node called nodeQ. The nodes are'],
    ['{"wait": -1}', '"wait" takes a number of seconds, not negative.'],
    [
      '{"fault": {"meteor": true}}',
      'is not a known fault: use one of cable, link, daemon, guest, disk.',
    ],
    ['{"set": {"gravity": 1}}', 'The hardware has no constant called gravity.'],
    [
      '{"open": {"lab": "no such lab"}}',
      'There is no lab called no such lab. The labs are picture, creating, replication, daily, setup, maintenance',
    ],
    ['{"open": {"master": "elsewhere"}}', 'its master elsewhere is not among its nodes.'],
    ['{"seek": "yesterday"}', '"seek" takes an ISO 8601 time'],
  ])('answers %s with a sentence, and goes on', (line, sentence) => {
    const door = openDoor()
    expect(String(door(line).error)).toContain(sentence)
    expect(door('{"on": "nodeA", "run": "true"}').exit).toBe(0)
  })

  it('gives answers to questions, and ends a question that no one answers', () => {
    const at = sitting()
    const ran = at.on('nodeA', 'gnt-instance failover debianX')
    expect(ran.output).toContain('Failover will happen to image debianX.')
    expect(ran.exit).toBe(-2)
    expect(at.on('nodeA', 'gnt-instance failover debianX', 'n').exit).toBe(1)
  })

  it('presses ^D and ^C where they stand among the answers', () => {
    const at = sitting()
    const asked = /Continue\?\ny\/\[n\]\/\?: /g
    const again = at.on('nodeA', 'gnt-instance failover debianX', '^D\nn')
    expect(again.output.match(asked)).toHaveLength(2)
    expect(again.exit).toBe(1)
    const ended = at.on('nodeA', 'gnt-instance failover debianX', '^C')
    expect(ended.output.match(asked)).toHaveLength(1)
    expect(ended.exit).toBe(-2)
  })

  it.each(RELEASES)('says in %s what a line would do, and does not do it', (release) => {
    const at = sitting({ release })
    const before = at.ask({ world: true })
    const { plan } = at.ask<{ plan: Plan }>({
      plan: { on: 'nodeA', run: 'gnt-instance failover debianX' },
    })
    expect(at.ask({ world: true })).toEqual(before)
    expect(plan).toMatchObject({ exit: 0, refusal: null, ended: 'prompt' })
    expect(plan.questions[0]).toContain('Failover will happen to image debianX.')
    expect(plan.steps.map(({ step }) => step)).toContain('shut down on the source')
    expect(plan.changes.map(({ what }) => what).join(' ')).toMatch(/primary node nodeB/i)
    const ran = at.on('nodeA', 'gnt-instance failover debianX', 'y')
    expect(plan.seconds).toBeCloseTo(ran.seconds, 0)
    const words = (text: string) => text.replace(/\d\d:\d\d:\d\d/g, '')
    expect(words(ran.stdout)).toBe(words(plan.output))
  })

  it('has no plan of other lines, other nodes, or where no shell waits', () => {
    const door = openDoor()
    const refused = (plan: object) => String(door(JSON.stringify({ plan })).error)
    expect(refused({ on: 'nodeA', run: 'halt' })).toContain('Only gnt-* commands have a plan')
    expect(refused({ on: 'nodeQ', run: 'gnt-node list' })).toContain('no node called nodeQ')
    expect(refused({ on: 'nodeA' })).toContain('"run" is the line to plan')
    door('{"power": "nodeB", "to": "off"}')
    expect(refused({ on: 'nodeB', run: 'gnt-node list' })).toContain('where a shell waits for one')
  })

  it('takes steps back and does them again', () => {
    const at = sitting()
    const before = at.picture()
    at.on('nodeA', 'gnt-instance migrate -f debianY')
    const after = at.picture()
    expect(after).not.toBe(before)
    at.ask({ undo: true })
    expect(at.picture()).toBe(before)
    at.ask({ redo: true })
    at.wait(60)
    expect(at.picture()).toBe(after)
  })

  it('saves a session in the middle of a resync and goes on from there', () => {
    const at = sitting()
    at.on('nodeA', 'gnt-instance replace-disks --submit -n nodeC debianX')
    at.wait(20)
    const { save } = at.ask<{ save: object }>({ save: true })
    const again = sitting({ save })
    at.wait(300)
    again.wait(300)
    expect(again.picture()).toBe(at.picture())
    expect(again.on('nodeA', 'gnt-job list').output).toBe(at.on('nodeA', 'gnt-job list').output)
  })

  it('refuses a save of a newer version and a damaged one, each with a sentence', () => {
    const door = openDoor()
    const { save } = door('{"save": true}') as { save: object }
    const open = (data: object) => String(door(JSON.stringify({ open: { save: data } })).error)
    expect(open({ ...save, version: 99 })).toContain('newer version')
    expect(open({ ...save, lab: 'tea' })).toContain('a lab called tea, which this version does')
    expect(open({ ...save, lab: { source: 'Hello' } })).toContain('a lab that cannot be read')
    expect(open({ ...save, world: null })).toContain('This session cannot be opened: world')
  })

  it.each([2, 5, 40, 100])('opens a cluster of %i nodes', (count) => {
    const nodes = Array.from({ length: count }, (_, i) => ({
      name: `host${i}.example.com`,
      ip: `10.0.${Math.floor(i / 200)}.${10 + (i % 200)}`,
      memoryMib: 4096,
      volumeGroupMib: 50_000,
      cpus: 2,
    }))
    const [a, b] = nodes
    const instances = EXERCISE.instances.map((instance) => ({
      ...instance,
      nodes: instance.template === 'drbd' ? [a?.name, b?.name] : [b?.name],
    }))
    const at = sitting({ release: '3.0', master: a?.name, nodes, instances })
    const listed = at.on('host0', 'gnt-node list --no-headers -o name')
    expect(listed.stdout.split('\n').filter(Boolean)).toHaveLength(count)
    expect(at.on('host0', 'gnt-cluster verify').exit).toBe(0)
    expect(at.picture()).not.toBe('')
  })
})
