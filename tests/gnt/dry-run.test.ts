import { describe, expect, test } from 'vitest'
import { RELEASES } from '../../src/sim/releases.ts'
import { sitting } from '../support/driver.ts'

const NOTICE = / - INFO: dry-run mode requested, not actually executing the operation\n$/

/** Commands whose checks pass on the healthy cluster. */
const LINES = [
  'gnt-instance add --dry-run -t plain -s 1G -o debootstrap+default --no-name-check --no-ip-check -n nodeC t11',
  'gnt-instance deactivate-disks --dry-run debianX',
  'gnt-instance failover --dry-run -f debianX',
  'gnt-instance grow-disk --dry-run debianX 0 1G',
  'gnt-instance migrate --dry-run -f debianX',
  'gnt-instance modify --dry-run -B maxmem=256M debianX',
  'gnt-instance move --dry-run -f -n nodeC debianZ',
  'gnt-instance remove --dry-run -f debianX',
  'gnt-instance replace-disks --dry-run -n nodeC debianX',
  'gnt-node modify --dry-run --drained=yes nodeB',
  'gnt-node modify --dry-run --offline=yes nodeB',
  'gnt-node powercycle --dry-run -f nodeC',
  'gnt-cluster redist-conf --dry-run',
  'gnt-cluster repair-disk-sizes --dry-run',
]

describe.each(RELEASES)('a dry run in %s', (release) => {
  test.each(LINES)('of %s checks, says so and changes nothing', (line) => {
    const { ask, on } = sitting({ release })
    const before = ask<{ diagram: string }>({ diagram: true }).diagram
    const { config } = world(ask)
    const ran = on('nodeA', line, 'y')
    expect(ran.exit).toBe(0)
    expect(ran.stdout).toMatch(NOTICE)
    expect(world(ask).config).toEqual(config)
    expect(ask<{ diagram: string }>({ diagram: true }).diagram).toBe(before)
  })

  test('is refused like the real run', () => {
    const { on } = sitting({ release })
    const dry = on('nodeA', 'gnt-instance failover --dry-run -f debianz')
    expect(dry.exit).toBe(1)
    expect(dry.output).toBe(on('nodeA', 'gnt-instance failover -f debianz').output)
  })

  test('of gnt-cluster verify has no result, which the real client does not expect', () => {
    const { on } = sitting({ release })
    const ran = on('nodeA', 'gnt-cluster verify --dry-run')
    expect(ran.exit).toBe(1)
    expect(ran.stdout).toMatch(NOTICE)
    expect(ran.stderr).toMatch(/^Traceback [\s\S]*\nTypeError: 'NoneType' object .*\n$/)
  })
})

/** What a sitting's World holds of the master's configuration. */
const world = (ask: <T>(request: object) => T): { config: unknown } => {
  const { world: found } = ask<{
    world: { machines: Record<string, { files: { config: unknown } }> }
  }>({ world: true })
  return { config: Object.values(found.machines)[0]?.files.config }
}
