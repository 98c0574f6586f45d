import { expect, test } from 'vitest'
import { draw } from '../../src/diagram/draw/draw.ts'
import { asText } from '../../src/diagram/draw/picture.ts'
import { drbd, nodes, plain, scene, start, trimmed } from './scenes.ts'

test('the start of the exercise is the first picture of the handout, character for character', () => {
  expect(asText(draw(start()))).toBe(
    trimmed(`
        node A                      node B                    node C
       (master)
  +-----------------+        +-----------------+        +-----------------+
  |                 |        |                 |        |                 |
  | +====+          |  drbd  | ......   +====+ |  drbd  | ......          |
  | | dX |.....................: dX :   | dY |............: dY :          |
  | +====+          |        | :....:   +====+ |        | :....:          |
  |                 |        |                 |        |                 |
  |                 |        |        +----+   |        |                 |
  |                 |        |  plain | dZ |   |        |                 |
  |                 |        |        +----+   |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`),
  )
})

test('after dY has migrated it is the second picture of the handout, character for character', () => {
  const migrated = scene(nodes('ABC'), [drbd('dX', 'AB'), drbd('dY', 'CB'), plain('dZ', 'B')])
  expect(asText(draw(migrated))).toBe(
    trimmed(`
        node A                      node B                    node C
       (master)
  +-----------------+        +-----------------+        +-----------------+
  |                 |        |                 |        |                 |
  | +====+          |  drbd  | ......   ...... |  drbd  | +====+          |
  | | dX |.....................: dX :   : dY :............| dY |          |
  | +====+          |        | :....:   :....: |        | +====+          |
  |                 |        |                 |        |                 |
  |                 |        |        +----+   |        |                 |
  |                 |        |  plain | dZ |   |        |                 |
  |                 |        |        +----+   |        |                 |
  +--------+--------+        +-------+---------+        +-------+---------+
           |                         |                          |
-----------+-------------------------+--------------------------+-----------`),
  )
})
