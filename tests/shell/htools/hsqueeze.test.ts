import { expect, it } from 'vitest'
import { withFiles } from './recorded.ts'

const { type } = withFiles()

it('prints the commands that take a node off', () => {
  const { output } = type('hsqueeze -t twogroups.data -C-')
  expect(output).toMatch(/^'Nodes to offline'\nnode08\.example\.com\n\nCommands to run:\n/)
  expect(output).toContain(
    '  echo Tagging Commands\n    gnt-node add-tags node08.example.com htools:standby:auto\n',
  )
  expect(output).toContain('  echo Power Commands\n    gnt-node power -f off node08.example.com\n')
})

it('puts nodes that stand by on again where there is no room', () => {
  type(
    "sed '/^node05/s/|4|N|\\(.*\\)|1||N|/|4|Y|\\1|1|htools:standby:auto|N|/' five.data > standby.data",
  )
  const candidates = type('hsqueeze -t standby.data -v --minimal-resources=100').output
  expect(candidates).toContain('Online candidates: node05.example.com\n')
  expect(candidates).toContain("'Nodes to online'\nnode05.example.com\n")
  expect(candidates).toContain('Onlining all nodes will not yield enough capacity\n')
})

it('wants as much room as it is told to, and switches no power itself', () => {
  expect(type('hsqueeze -t small3.data').output).toBe("'No action'\n")
  expect(type('hsqueeze -t small3.data --minimal-resources=100').output).toBe("'Nodes to online'\n")
  expect(type('hsqueeze -t five.data -X')).toMatchObject({
    output: expect.stringContaining('not simulated in this trainer'),
    exit: 1,
  })
})
