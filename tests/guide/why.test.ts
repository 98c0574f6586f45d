import { beforeEach, describe, expect, it, test } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import { openingOf } from '../../src/door/check-lab.ts'
import { answerTo } from '../../src/guide/answers/answers.ts'
import { whyOf } from '../../src/guide/why/why.ts'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { causesIn } from '../../src/labs/drill.ts'
import { actions, passSeconds } from '../../src/session/actions.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { seedOf } from '../../src/session/labs/opening.ts'
import { install } from '../../src/session/loading/engine-loader.ts'
import { useApp } from '../../src/session/store.ts'
import { CAUSE_KINDS, type FailureCause, isCause } from '../../src/sim/run/calls/cause.ts'
import type { World } from '../../src/sim/world.ts'
import { sittingsOf, type ToldSitting, tellSteps } from '../support/told.ts'

install(ENGINE)

const [A, B, C] = ['A', 'B', 'C'].map((letter) => `node${letter}.virt.nsrc.org`) as [
  string,
  string,
  string,
]
const state = () => useApp.getState()

const FALLBACKS = ['refused', 'failed']

/** The kind of the cause that a question is about. */
function kindOf(world: World, about: string): string | undefined {
  const job = world.jobs[Number(about)]
  const cause =
    world.terminals[about]?.refused?.cause ??
    job?.ops.flatMap(({ result }) => (result && !result.ok && result.cause) || [])[0]
  return cause?.is ?? (job?.dead ? 'job died' : undefined)
}

/** What is wrong with the answers to "Why did it fail?" along some sittings. */
const unanswered = (sittings: ToldSitting[]): string[] =>
  sittings.flatMap(({ told }) =>
    told.flatMap(({ line, world }) => {
      const { question } = line
      if (question?.ask !== 'job failed' && question?.ask !== 'refused')
        return / failed/.test(line.what) ? [`nothing is asked about: ${line.what}`] : []
      const why = whyOf(question, world)
      const kind = kindOf(world, question.about)
      const known = kind !== undefined && !FALLBACKS.includes(kind)
      return known && why && [why.asked, why.saw, why.next].every((text) => /\.$/.test(text))
        ? []
        : [`${line.what} (${kind}) ${JSON.stringify(why)}`]
    }),
  )

const labs = allLabs().flatMap((lab) => lab.releases.map((release) => ({ lab, release })))

describe('every failure in a lab is explained by a cause of its own', () => {
  it.each(labs.filter(({ lab }) => lab.causes.length === 0))(
    'along the solution and the wrong turns of "$lab.id" in $release',
    ({ lab, release }) => {
      expect(unanswered(sittingsOf(lab, () => openingOf(lab, release)))).toEqual([])
    },
  )
  it.each(
    labs.flatMap(({ lab, release }) =>
      causesIn(lab, release).map((cause) => ({ lab, release, cause })),
    ),
  )('in the drill "$cause.id" in $release', ({ lab, release, cause }) => {
    const seed = seedOf(lab, release, cause)
    expect(unanswered([tellSteps(openingOf(lab, release, seed), cause.solution)])).toEqual([])
  })
})

describe('a typical mistake', () => {
  beforeEach(() => {
    actions.open(EXERCISE)
    useApp.setState({ previous: null, notices: [], history: {} })
    passSeconds(10)
  })

  /** What the line says after a command, and the answer to its question. */
  const mistake = (node: string, line: string, seconds = 60): [string, string] => {
    actions.type(node, line)
    let found: [string, string] = ['', '']
    for (let i = 0; i < seconds * 2; i++) {
      passSeconds(0.5)
      const { happened, session } = state()
      const question = happened?.question
      if (happened && (question?.ask === 'refused' || question?.ask === 'job failed'))
        found = [happened.what, answerTo(question, session.world)]
    }
    return found
  }

  test.each<[node: string, line: string, what: RegExp, answer: RegExp]>([
    [
      B,
      'gnt-instance list',
      /^gnt-instance list failed on nodeB: the master is nodeA\.$/,
      /Open the console of nodeA/,
    ],
    [
      A,
      'gnt-instance migrate -f debian',
      /^Job \d+ failed: there is no instance called “debian”\.$/,
      /could be debianX, debianY or debianZ/,
    ],
    [
      A,
      'gnt-instance start nosuch',
      /no instance called “nosuch”/,
      /There are debianX, debianY and debianZ/,
    ],
    [
      A,
      'gnt-instance migrate --nosuch debianX',
      /not typed as its usage says/,
      /gnt-instance migrate --help/,
    ],
    [A, 'gnt-instance migrate', /not typed as its usage says/, /Nothing was sent/],
    [A, 'gnt-instance nosuch', /not typed as its usage says/, /gnt-instance --help/],
    [A, 'gnt-instnce list', /There is no command “gnt-instnce”/, /help lists/],
    [
      A,
      'gnt-instance migrate -f debianZ',
      /disks of dZ are of the type plain/,
      /gnt-instance move copies it/,
    ],
    [
      A,
      'gnt-instance failover -f -n nodeC debianX',
      /dX can only go to nodeB/,
      /Leave the target out/,
    ],
    [
      A,
      'gnt-instance replace-disks -n nodeA debianX',
      /dX is on nodeA already/,
      /Name another one/,
    ],
    [A, 'gnt-instance reinstall -f debianX', /dX must be stopped/, /dX runs on nodeA/],
    [A, 'gnt-node remove nodeB', /nodeB still has dY, dZ and dX/, /gnt-node evacuate -s nodeB/],
    [
      A,
      'gnt-node modify --offline=yes nodeA',
      /nodeA is the master/,
      /make another node the master/,
    ],
    [
      A,
      'gnt-node modify --drained=yes nosuch',
      /no node called “nosuch”/,
      /nodeA, nodeB and nodeC/,
    ],
    [
      A,
      'gnt-cluster master-failover',
      /nodeA is the master already/,
      /on the node that is to become/,
    ],
    [A, 'gnt-node evacuate -f nodeB', /options are missing/, /names the options/],
    [A, 'drbdsetup primary 9', /DRBD on nodeA refused/, /cat \/proc\/drbd on nodeA/],
    [A, 'gnt-instance grow-disk debianX 0 900g', /not enough disk space/, /MiB were needed/],
    [
      A,
      'gnt-instance add -t plain -n nodeA -o debootstrap+default -s 1g debianX',
      /the instance “debianX” exists already/,
      /Choose another name/,
    ],
    [B, 'ssh nosuch', /no address/, /spelling/],
    [A, 'gnt-instance add-tags debianX a,b', /“a,b” cannot be a tag/, /letters, digits and any of/],
    [A, 'gnt-instance remove-tags debianX web', /no tag called “web”/, /list-tags/],
    [A, 'gnt-cluster search-tags *', /“\*” cannot be used/, /manual page/],
    [A, 'gnt-group remove default', /“default” still has nodeA, nodeB and nodeC/, /so it stays/],
    [A, 'gnt-group add default', /the node group “default” exists already/, /another name/],
    [A, 'gnt-group evacuate --to default default', /into itself/, /gnt-group add makes one/],
    [A, 'gnt-group remove nosuch', /no node group called “nosuch”/, /There is default\./],
    [A, 'gnt-network remove nosuch', /no network called “nosuch”/, /The list command/],
    [
      A,
      'gnt-network add --network 10.0.0.0/31 tiny',
      /“10.0.0.0\/31” cannot be used/,
      /Check units/,
    ],
  ])('on %s: %s', (node, line, what, answer) => {
    const [said, why] = mistake(node, line)
    expect(said).toMatch(what)
    expect(why).toMatch(answer)
  })

  test('with a network that is still connected: to which groups, and how to let go', () => {
    actions.type(A, 'gnt-network add --network 192.0.2.0/24 lan')
    passSeconds(10)
    actions.type(A, 'gnt-network connect lan default bridged br0')
    passSeconds(10)
    const [said, why] = mistake(A, 'gnt-network remove lan')
    expect(said).toMatch(/“lan” is still connected to default/)
    expect(why).toMatch(/gnt-network disconnect lan default/)
    expect(mistake(A, 'gnt-network add --network 198.51.100.0/24 lan')[0]).toMatch(
      /the network “lan” exists already/,
    )
  })

  test('with a closed queue: who took it, and how to open it', () => {
    actions.type(A, 'gnt-cluster queue drain')
    passSeconds(5)
    const [said, why] = mistake(A, 'gnt-instance reboot debianX')
    expect(said).toMatch(/the job queue is drained/)
    expect(why).toMatch(/gnt-cluster queue undrain/)
  })

  test('with a node that is off: it does not answer, and it really is off', () => {
    actions.power(B, 'off')
    const [said, why] = mistake(A, 'gnt-instance migrate -f debianY', 120)
    expect(said).toBe('Job 1 failed: nodeB does not answer.')
    expect(why).toMatch(/nodeB really is off\..*mark it offline/)
  })

  test('with a node that is only cut off: it runs on, so nothing may be failed over', () => {
    actions.cable(B, 'out')
    const [, why] = mistake(A, 'gnt-instance failover -f debianY', 120)
    expect(why).toMatch(/its cable is out.*it runs twice/)
  })

  test('with a node marked offline: Ganeti does not even call it', () => {
    actions.type(A, 'gnt-node modify --offline=yes nodeC')
    passSeconds(60)
    const [said, why] = mistake(A, 'gnt-instance replace-disks -n nodeC debianX')
    expect(said).toMatch(/nodeC is marked offline/)
    expect(why).toMatch(/does not even try to call it/)
  })

  test('with a drained target', () => {
    actions.type(A, 'gnt-node modify --drained=yes nodeC')
    passSeconds(60)
    const [said] = mistake(A, 'gnt-instance migrate -f debianY')
    expect(said).toMatch(/nodeC is drained/)
  })

  test('with a degraded copy', () => {
    actions.power(C, 'off')
    passSeconds(5)
    const [said, why] = mistake(A, 'gnt-instance failover -f debianY', 120)
    expect(said).toMatch(/nodeC/)
    expect(why).toMatch(/nodeC/)
  })

  test('with a dead daemon on the master', () => {
    actions.fault({ kind: 'daemon', node: A, daemon: 'ganeti-masterd', is: 'dead' })
    actions.fault({ kind: 'daemon', node: A, daemon: 'ganeti-luxid', is: 'dead' })
    const [said, why] = mistake(A, 'gnt-instance list')
    expect(said).toMatch(/does not run on nodeA/)
    expect(why).toMatch(/daemon-util start/)
  })

  test('with daemons that no one elects', () => {
    actions.power(B, 'off')
    actions.power(C, 'off')
    actions.type(A, 'service ganeti stop')
    passSeconds(20)
    const [said, why] = mistake(A, 'service ganeti start', 400)
    expect(said).toMatch(/^service ganeti failed on nodeA: no node answered/)
    expect(why).toMatch(/Bring nodes back until a majority answers/)
  })

  test('without a majority', () => {
    actions.power(A, 'off')
    actions.power(C, 'off')
    const [said, why] = mistake(B, 'gnt-cluster master-failover', 400)
    expect(said).toMatch(/answers are needed/)
    expect(why).toMatch(/nodeA and nodeC cannot be reached/)
  })
})

describe('causes', () => {
  const FACTS = {
    node: A,
    instance: 'debianX',
    word: 'word',
    what: 'instance',
    needed: 2,
    free: 1,
    names: ['debianX'],
  }

  it.each(CAUSE_KINDS)('of the kind "%s" have an answer in every state of the cluster', (is) => {
    const cause = { is, ...FACTS } as unknown as FailureCause
    expect(isCause(cause)).toBe(true)
    for (const fault of [() => {}, () => actions.power(A, 'off'), () => actions.cable(B, 'out')]) {
      actions.open(EXERCISE)
      fault()
      const { world } = state().session
      const terminal = world.terminals[A]
      if (!terminal) throw new Error('nodeA has no console')
      const refused = { at: 0, node: A, argv: ['gnt-instance', 'list'], cause }
      const told = { ...world, terminals: { ...world.terminals, [A]: { ...terminal, refused } } }
      const why = whyOf({ ask: 'refused', about: A }, told)
      for (const text of [why?.asked, why?.saw, why?.next]) expect(text).toMatch(/^[A-Za-z“].*[.]$/)
    }
  })

  it('from outside count only with all their facts', () => {
    expect(isCause({ is: 'memory', node: A })).toBe(false)
    expect(isCause({ is: 'nothing of the kind' })).toBe(false)
    expect(isCause(null)).toBe(false)
  })
})
