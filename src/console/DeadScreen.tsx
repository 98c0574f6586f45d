import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { actions } from '../session/actions.ts'
import { useApp } from '../session/store.ts'
import { shortName } from '../sim/cluster/display-names.ts'

/** What a machine says on its way up, and from which part of the boot on. */
const BOOT_LINES: readonly [number, (node: string) => string][] = [
  [0, () => t`BIOS: memory and disks found`],
  [0.1, () => t`GRUB: loading Linux`],
  [0.25, () => t`Linux: starting`],
  [0.4, () => t`LVM: volume group found`],
  [0.55, () => t`Network: link is up`],
  [0.7, () => t`ssh: listening`],
  [0.85, (node) => t`Ganeti: starting the daemons of ${node}`],
]

/** Over the console of a node that does not run: its power button, or how far it has booted. */
export function DeadScreen({ node }: { node: string }) {
  const power = useApp((state) => own(state.session.world.machines, node)?.power)
  const step = useApp((state) => {
    if (power?.is !== 'booting') return 0
    const done = (state.session.now - power.since) / (power.until - power.since)
    return BOOT_LINES.filter(([from]) => from <= done).length
  })
  const paused = useApp((state) => state.speed === 'paused')
  const name = shortName(node)
  if (power?.is === 'booting')
    return (
      <div className="console-dead" role="status">
        <pre className="console-boot">
          {BOOT_LINES.slice(0, step)
            .map(([, line]) => line(name))
            .join('\n')}
        </pre>
        {paused && <p>{t`The clock is paused, so ${name} does not boot on.`}</p>}
      </div>
    )
  return (
    <div className="console-dead">
      <p>{t`${name} is off. Its console starts when you press its power button.`}</p>
      <button type="button" className="button" onClick={() => actions.power(node, 'on')}>
        <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true" className="stroke-icon">
          <path d="M8 2v5M4.6 4.4a5 5 0 1 0 6.8 0" />
        </svg>
        {t`Switch ${name} on`}
      </button>
    </div>
  )
}
