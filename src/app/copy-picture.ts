import { draw } from '../diagram/draw.ts'
import { asText } from '../diagram/picture.ts'
import { sceneOf } from '../diagram/scene-of.ts'
import { actions } from '../session/actions.ts'
import { useApp } from '../session/store.ts'

/** Puts the picture on the clipboard as characters. Resolves to whether the browser allowed it; a notice says so if not. */
export async function copyPicture(): Promise<boolean> {
  const { session, view } = useApp.getState()
  try {
    await navigator.clipboard.writeText(asText(draw(sceneOf(session.world, session.now, view))))
    return true
  } catch {
    actions.notify({
      kind: 'copy',
      text: 'The browser did not allow copying. Select the picture and copy it by hand.',
    })
    return false
  }
}
