import { describe, expect, test } from 'vitest'
import { marked, termNamed, typedName } from '../../src/shell/glossary/find.ts'
import { ALL_TERMS, TERMS, type Term } from '../../src/shell/glossary/terms.ts'
import { TOOL_SUMMARIES } from '../../src/shell/man/tools.ts'
import { sitting } from '../support/driver.ts'

/** What the output says, however its lines are broken. */
const flat = (text: string): string => text.replace(/(?<=-)\n\s*/g, '').replace(/\s+/g, ' ')

describe('the terms', () => {
  test('those that a learner meets are there', () => {
    const names = `DRBD, primary, secondary, plain, drained, offline, master, master candidate, voting, job, lock,
      allocator, re-add, split brain, degraded, resync, stale, failover, migration, evacuation, node daemon, watcher,
      verify, disk template, minor, N+1, bridged, fencing, configuration, volume group`
    for (const name of names.split(',')) expect(termNamed(name)?.name).toBe(name.trim())
    expect(ALL_TERMS.length).toBeGreaterThanOrEqual(30)
  })

  test('each is explained in two sentences', () => {
    for (const { name, says } of ALL_TERMS)
      expect([name, says.split(/(?<=\.) (?=[A-Z]|[a-z]+-)/).length]).toEqual([name, 2])
  })

  test('no form belongs to two terms', () => {
    const forms = ALL_TERMS.flatMap((term) => [
      ...new Set([...term.forms, term.name.toLowerCase()]),
    ])
    expect(forms.length).toBe(new Set(forms).size)
  })

  test('a term is found by any of its forms, however its words are joined', () => {
    expect(termNamed('Split-Brain')?.name).toBe('split brain')
    expect(termNamed('split_brain')?.name).toBe('split brain')
    expect(termNamed('locks')?.name).toBe('lock')
    expect(termNamed('constructor')).toBeUndefined()
  })

  test('the words follow the word list: nothing is called by two names', () => {
    for (const { name, says } of ALL_TERMS)
      expect([name, says.match(/\b(guest|half|halves|mend|VM|somebody|nobody)\b/)]).toEqual([
        name,
        null,
      ])
  })

  test('manual pages that are named exist', () => {
    const { type } = sitting()
    for (const page of new Set(ALL_TERMS.flatMap(({ see }) => see)))
      expect([page, type(`man ${page}`).exit]).toEqual([page, 0])
  })
})

describe('terms in prose', () => {
  const found = (text: string, seen = new Set<Term>()): string[] =>
    marked(text, seen).flatMap((part) => (part.term ? [`${part.text}=${part.term.name}`] : []))

  test('the first occurrence is marked, and the text stays as it is', () => {
    const text = 'The primary is a master candidate; another primary is not.'
    expect(found(text)).toEqual(['primary=primary', 'master candidate=master candidate'])
    expect(
      marked(text, new Set())
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  })

  test('what was marked before in the same block is not marked again', () => {
    const seen = new Set<Term>()
    expect(found('A job holds locks.', seen)).toEqual(['job=job', 'locks=lock'])
    expect(found('The jobs wait.', seen)).toEqual([])
  })

  test('a part of another word is not a term', () => {
    expect(found('gnt-job, hijobs, master_node, noded-x, drbdsetup')).toEqual([])
    expect(found('N+1 and Split Brain')).toEqual(['N+1=N+1', 'Split Brain=split brain'])
  })
})

describe('help and man', () => {
  test('help explains every term in the words of the glossary', () => {
    const { type } = sitting()
    for (const term of ALL_TERMS) {
      const { output, exit } = type(`help ${typedName(term)}`)
      expect([term.name, exit]).toEqual([term.name, 0])
      expect(flat(output)).toContain(flat(term.says))
    }
  })

  test('man also explains each term that is not a program', () => {
    const { type } = sitting()
    for (const term of ALL_TERMS) {
      if (Object.hasOwn(TOOL_SUMMARIES, typedName(term))) continue
      const { output, exit } = type(`man ${typedName(term)}`)
      expect([term.name, exit]).toEqual([term.name, 0])
      expect(flat(output)).toContain(flat(term.says))
      expect(output.split('\n').filter((line) => line.length > 80)).toEqual([])
    }
  })

  test('a term of two words is found as it is written', () => {
    const { type } = sitting()
    expect(type('help split brain').output).toContain('split brain: Two copies')
    expect(type('man split brain').exit).toBe(0)
    expect(type('help Master Candidate').output).toContain('master candidate: ')
  })

  test('man drbd says what the words in /proc/drbd mean', () => {
    const { output } = sitting().type('man drbd')
    expect(output).toContain('WFConnection')
    expect(flat(output)).toContain('oos on the peer says how much it lacks')
  })

  test('help lists the terms, refuses what it does not know, and sends programs to man', () => {
    const { type } = sitting()
    expect(type('help').output).toContain('help terms')
    expect(flat(type('help terms').output)).toContain('split-brain')
    expect(type('help gnt-node').output).toBe('See man gnt-node.\n')
    expect(type('help ls').output).toContain('ls: list the files')
    expect(type('help frob')).toMatchObject({
      output: 'help: no help for frob. Type: help terms\n',
      exit: 1,
    })
    expect(type('man -k "split"').output).toContain('split-brain (7)')
  })

  test('no term stands in two chapters', () => {
    expect(TERMS.map(({ chapter }) => chapter)).toEqual([
      'Parts of a cluster',
      'Roles',
      'Jobs and commands',
      'Two copies',
    ])
    expect(new Set(ALL_TERMS.map(({ name }) => name)).size).toBe(ALL_TERMS.length)
  })
})
