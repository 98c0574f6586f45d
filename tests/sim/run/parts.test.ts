import { describe, expect, test } from 'vitest'
import type { Reply } from '../../../src/sim/run/calls/flight.ts'
import type { Flow } from '../../../src/sim/run/flow.ts'
import {
  again,
  ask,
  askAll,
  askEach,
  attempt,
  block,
  forEach,
  leave,
  type Part,
  repeat,
  stepsOf,
  when,
} from '../../../src/sim/run/parts.ts'

interface Context {
  replies: Reply[]
  cursors: Record<string, number>
  /** What the steps did, and what they waited for. */
  seen: string[]
  left: number
}

type Next = { next: 'fail'; text: string } | { next: 'done' }
type TestPart = Part<Context, Next>

const fail = (text: string): Next => ({ next: 'fail', text })

const says = (text: string) => (on: Context) => {
  on.seen.push(text)
}

/** Plays steps as the engine does; every node answers with what it is asked, unless `down` holds it. */
function play(part: TestPart, down: readonly string[] = []): string[] {
  const steps = stepsOf(part)
  const names = Object.keys(steps)
  const on: Context = { replies: [], cursors: {}, seen: [], left: 3 }
  let at: string | undefined = names[0]
  for (let turns = 0; at !== undefined; turns++) {
    if (turns > 1000) throw new Error('this never ends')
    const next: Next | Flow | undefined = steps[at]?.(on) ?? undefined
    const following: string | undefined = names[names.indexOf(at) + 1]
    at = following
    switch (next?.next) {
      case 'goto':
        if (!names.includes(next.then)) throw new Error(`there is no step called ${next.then}`)
        at = next.then
        break
      case 'sleep':
        on.seen.push(`${next.ms} ms`)
        at = next.then ?? following
        break
      case 'calls':
        on.seen.push(`${next.calls.map(({ to, name }) => `${name} on ${to}`).join(' and ')}`)
        on.replies = next.calls.map(({ to, args }) =>
          down.includes(to)
            ? { node: to, ok: false, error: 'no answer', offline: false }
            : { node: to, ok: true, payload: args },
        )
        break
      case 'leave':
      case 'again':
        throw new Error('outside of any block')
      case 'done':
      case 'fail':
        return [...on.seen, next.next === 'fail' ? `failed: ${next.text}` : 'done']
    }
  }
  return on.seen
}

describe('parts in order', () => {
  test('run one after the other, however they are nested', () => {
    expect(play([{ a: says('a') }, [[{ b: says('b') }], { c: says('c') }]])).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  test('may not have two steps of the same name', () => {
    expect(() => stepsOf<Context, Next>([{ a: says('a') }, { a: says('b') }])).toThrow(
      'there are two steps called a',
    )
  })
})

describe('a call', () => {
  const asking = (to: string | null): TestPart => [
    ask('ask', 'node_info', {
      to: () => to,
      args: () => ({}),
      answer: (on, reply) => {
        on.seen.push(reply.ok ? 'answered' : reply.error)
      },
    }),
    { then: says('on') },
  ]

  test('is placed, and its answer judged', () => {
    expect(play(asking('A'))).toEqual(['node_info on A', 'answered', 'on'])
    expect(play(asking('A'), ['A'])).toEqual(['node_info on A', 'no answer', 'on'])
  })

  test('to no node is passed over, with its answer', () => {
    expect(play(asking(null))).toEqual(['on'])
  })

  test('to several nodes at once has all their answers', () => {
    const part: TestPart = askAll('ask', 'node_info', {
      to: () => ['A', 'B'],
      args: () => ({}),
      answer: (on, replies) => {
        on.seen.push(replies.map(({ node, ok }) => `${node} ${ok}`).join())
      },
    })
    expect(play(part, ['B'])).toEqual(['node_info on A and node_info on B', 'A true,B false'])
  })

  test('for each item is placed one after the other, until one is enough', () => {
    const part = (enough: string): TestPart => [
      askEach('ask', 'node_info', {
        of: () => ['A', 'B', 'C'],
        to: (_on, item) => item,
        args: () => ({}),
        before: (on, item) => {
          on.seen.push(`now ${item}`)
        },
        answer: (on, _reply, item, index) => {
          on.seen.push(`${index}`)
          return item === enough ? leave() : undefined
        },
      }),
      { then: says('on') },
    ]
    const upToB = ['now A', 'node_info on A', '0', 'now B', 'node_info on B', '1']
    expect(play(part('B'))).toEqual([...upToB, 'on'])
    expect(play(part(''))).toEqual([...upToB, 'now C', 'node_info on C', '2', 'on'])
  })
})

describe('a condition', () => {
  const part = (holds: boolean): TestPart => [
    when('it holds', () => holds, { yes: says('yes') }, { no: says('no') }),
    { then: says('on') },
  ]

  test('chooses between two parts', () => {
    expect(play(part(true))).toEqual(['yes', 'on'])
    expect(play(part(false))).toEqual(['no', 'on'])
  })
})

describe('a loop', () => {
  test('has the same steps for each item', () => {
    const part: TestPart = forEach<Context, Next, string>(
      'loop',
      () => ['a', 'b'],
      (item) => ({
        one: (on) => {
          on.seen.push(`${item.index(on)} ${item(on)}`)
        },
        two: says('next'),
      }),
    )
    expect(play(part)).toEqual(['0 a', 'next', '1 b', 'next'])
  })

  test('begins again at once where no pause is asked for', () => {
    const part: TestPart = repeat('question', {
      ask: (on) => {
        on.left -= 1
        return on.left > 0 ? again() : undefined
      },
      answer: says('answer'),
    })
    expect(play(part)).toEqual(['answer'])
  })

  test('begins again after a pause, as often as a step wants it', () => {
    const part: TestPart = [
      repeat('poll', {
        look: (on) => {
          on.left -= 1
          return on.left > 0 ? again(500) : undefined
        },
        last: says('last'),
      }),
      { then: says('on') },
    ]
    expect(play(part)).toEqual(['500 ms', '500 ms', 'last', 'on'])
  })
})

describe('a block', () => {
  test('is left from inside, the innermost first', () => {
    const part: TestPart = [
      block('outer', [
        block('inner', { leave, never: says('never') }),
        { still: says('still') },
        { again: leave, never2: says('never') },
      ]),
      { then: says('on') },
    ]
    expect(play(part)).toEqual(['still', 'on'])
  })
})

describe('an attempt', () => {
  const part = (end: () => Next | undefined): TestPart => [
    attempt(
      'try',
      { try: end, more: says('more') },
      {
        caught: (on, why) => {
          on.seen.push(`caught: ${why}`)
        },
        otherwise: { undo: says('undo') },
      },
    ),
    { then: says('on') },
  ]

  test('that goes well needs nothing else', () => {
    expect(play(part(() => undefined))).toEqual(['more', 'on'])
    expect(play(part(() => ({ next: 'done' })))).toEqual(['done'])
  })

  test('that fails says why, then takes the other way', () => {
    expect(play(part(() => fail('broken')))).toEqual(['caught: broken', 'undo', 'on'])
  })

  test('may fail for good, or leave the block around it', () => {
    const inBlock = (caught: () => Next | Flow): TestPart => [
      block('around', [
        attempt('try', { try: () => fail('broken') }, { caught }),
        { never: leave },
      ]),
      { then: says('on') },
    ]
    expect(play(inBlock(() => fail('worse')))).toEqual(['failed: worse'])
    expect(play(inBlock(leave))).toEqual(['on'])
  })
})
