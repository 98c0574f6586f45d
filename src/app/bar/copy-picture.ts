import { draw } from '../../diagram/draw/draw.ts'
import { asText } from '../../diagram/draw/picture.ts'
import { sceneOf } from '../../diagram/scene/scene-of.ts'
import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { useApp } from '../../session/store.ts'
import { viewOf } from '../../session/view.ts'

/** Copies the picture to the clipboard as text. Resolves to whether that worked; if not, a notice says so. */
export async function copyPicture(): Promise<boolean> {
  const state = useApp.getState()
  const { world, now } = state.session
  try {
    await navigator.clipboard.writeText(asText(draw(sceneOf(world, now, viewOf(state)))))
    return true
  } catch {
    actions.notify({
      kind: 'copy',
      text: t`The browser did not allow this. Select the picture and copy it yourself.`,
    })
    return false
  }
}
