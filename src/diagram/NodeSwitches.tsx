import { memo } from 'react'
import { t } from '../lib/language/t.ts'
import { shortName } from '../sim/cluster/display-names.ts'
import { cells, type Picture } from './draw/picture.ts'
import { nodeIn, type Scene } from './scene/scene.ts'

interface Props {
  scene: Scene
  picture: Picture
  onPower: (node: string, to: 'on' | 'off') => void
  onCable: (node: string, is: 'in' | 'out') => void
}

/** The power button and the network cable beside each node's wire. They take effect at once, as real ones do. */
export const NodeSwitches = memo(function NodeSwitches(props: Props) {
  const { scene, picture, onPower, onCable } = props
  return picture.stubs.map(({ node: name, x, y }) => {
    const node = nodeIn(scene, name)
    if (!node) return null
    const { power, cable } = node.switches
    const turn = power === 'on' ? 'off' : 'on'
    const plug = cable === 'in' ? 'out' : 'in'
    const onWire = { left: cells(x + 0.5), top: cells(y * 2 + 1) }
    return (
      <div key={name} className="diagram-switches" style={onWire}>
        <button
          type="button"
          className={power === 'on' ? 'diagram-switch' : 'diagram-switch is-set'}
          aria-label={t`${shortName(name)}: switch the power ${turn}`}
          title={t`Switch ${node.label} ${turn}`}
          onClick={() => onPower(name, turn)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8 2v5M4.6 4.4a5 5 0 1 0 6.8 0" />
          </svg>
        </button>
        <button
          type="button"
          className={cable === 'in' ? 'diagram-switch' : 'diagram-switch is-set'}
          aria-label={t`${shortName(name)}: ${plug === 'in' ? t`plug in` : t`unplug`} the network cable`}
          title={plug === 'in' ? t`Plug the network cable in` : t`Unplug the network cable`}
          onClick={() => onCable(name, plug)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 8h4m4 0h4M6 5v6m4-6v6" />
          </svg>
        </button>
      </div>
    )
  })
})
