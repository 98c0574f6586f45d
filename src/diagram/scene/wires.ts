import { own } from '../../lib/own.ts'
import { brokenWires } from '../../sim/cluster/wires.ts'
import type { SceneWire } from './scene.ts'
import type { Viewpoint } from './viewpoint.ts'

/** Connections that are not whole. Ganeti sees what follows from them, not them. */
export const sceneWires = (v: Viewpoint): SceneWire[] =>
  v.view === 'known'
    ? []
    : brokenWires(v.world).flatMap(({ a, b, is }): SceneWire[] =>
        is !== 'whole' && own(v.config.nodes, a) && own(v.config.nodes, b)
          ? [{ nodes: [a, b], is }]
          : [],
      )
