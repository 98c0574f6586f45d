import { drawCompact } from './compact.ts'
import { draw } from './draw.ts'
import type { Layout } from './layout.ts'
import type { DrawOptions } from './link.ts'
import type { Picture } from './picture.ts'
import type { Scene } from './scene.ts'
import { drawTiles } from './tiles.ts'

/** The pictures for little room; a large screen never needs them. */
export const drawSmall = (scene: Scene, layout: Exclude<Layout, { kind: 'full' }>): Picture =>
  layout.kind === 'compact' ? drawCompact(scene, layout.perRow) : drawTiles(scene, layout.perRow)

/** The picture in the given layout. */
export const drawAs = (scene: Scene, layout: Layout, options?: DrawOptions): Picture =>
  layout.kind === 'full' ? draw(scene, options) : drawSmall(scene, layout)
