import { describe, expect, it } from 'vitest'
import { ghostOf } from '../../src/console/output/greeting.ts'
import { readLab } from '../../src/labs/format/read.ts'
import { definitionOf, type Lab } from '../../src/labs/lab.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, openSession, type Session } from '../../src/session/session.ts'

const source = (guided: string) => `---
id: small
order: 1
title: Small
summary: One flag and one plug.
${guided}
goals:
  - id: drained
    text: Mark nodeB as drained
    detail: It takes no new instances.
    needs: { node: nodeB, flag: drained, is: true }
    hints: [a, b]
    command: gnt-node modify --drained=yes nodeB
  - id: dead
    text: Pull its plug
    detail: It goes dark.
    needs: { node: nodeB, power: off }
    hints: [a, b]
solution:
  - on: nodeA
    run: gnt-node modify --drained=yes nodeB
  - power: nodeB
    to: off
---

A story.`

function labFrom(text: string): Lab {
  const read = readLab(text)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.lab
}

const started = (guided: string): Session => {
  const lab = labFrom(source(guided))
  return openSession(ENGINE, definitionOf(lab, '3.0'), lab)
}

const typed = (session: Session, text: string): Session =>
  act(session, { kind: 'line', terminal: session.definition.master, text })

const ghost = (session: Session, node = session.definition.master): string =>
  ghostOf({ session, hideHints: false }, node)

describe('the command that waits on the prompt', () => {
  it('is one that looks at the cluster, until the first line is typed', () => {
    const session = started('')
    expect(ghost(session)).toMatch(/^gnt-instance list/)
    expect(ghost(typed(session, 'true'))).toBe('')
  })

  it('is that of the current goal in a guided lab, and none where a plug has to be pulled', () => {
    const session = started('guided: true')
    expect(ghost(session)).toBe('gnt-node modify --drained=yes nodeB')
    expect(ghost(typed(session, 'true'))).toBe('gnt-node modify --drained=yes nodeB')
    const drained = { ...session.progress, done: [{ goal: 'drained', at: 0 }] }
    expect(ghost({ ...session, progress: drained })).toBe('')
  })

  it('stands on the node that the goal names, so that no one halts the master by mistake', () => {
    const lab = labFrom(
      source('guided: true').replace(
        'hints: [a, b]\nsolution',
        'hints: [a, b]\n    command: halt -p\n    on: nodeB\nsolution',
      ),
    )
    const opened = openSession(ENGINE, definitionOf(lab, '3.0'), lab)
    const done = [{ goal: 'drained', at: 0 }]
    const session = { ...opened, progress: { ...opened.progress, done } }
    expect(ghost(session)).toBe('')
    expect(ghost(session, 'nodeb.virt.nsrc.org')).toBe('halt -p')
  })

  it('stands on the master only, and not for a learner who wants no hints', () => {
    const session = started('guided: true')
    expect(ghost(session, 'nodec.virt.nsrc.org')).toBe('')
    expect(ghostOf({ session, hideHints: true }, session.definition.master)).toBe('')
  })

  it('is none where there is no instance to list', () => {
    const session = started('start:\n  with:\n    instances: []')
    expect(ghost(session)).toBe('')
  })

  it('is none in a lab that begins at a later goal', () => {
    const session = started('')
    const done = [{ goal: 'drained', at: 0, played: true as const }]
    expect(ghost({ ...session, progress: { ...session.progress, done } })).toBe('')
  })
})
