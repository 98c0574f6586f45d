import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const nodeUuid = (lab: ReturnType<typeof sitting>, node: string): string =>
  lab.on('nodeA', `gnt-node list --no-headers -o uuid ${node}`).output.trim()

describe('gnt-debug locks', () => {
  it('shows no lock while no job runs, in 3.0', () => {
    const lab = sitting({ release: '3.0' })
    expect(lab.on('nodeA', 'gnt-debug locks').output).toBe('Name Mode Owner Pending\n')
  })

  it('shows who holds a lock and who waits for it, until the holder has ended', () => {
    const lab = sitting({ release: '3.0' })
    const [a, b] = [nodeUuid(lab, 'nodea'), nodeUuid(lab, 'nodeb')]
    lab.on('nodeA', 'gnt-debug delay -n nodeb --submit 20')
    lab.on('nodeA', 'gnt-node modify --drained=no --submit nodeb')
    lab.wait(3)
    const lines = (options: string) =>
      lab.on('nodeA', `gnt-debug locks --no-headers --separator=: ${options}`).output.split('\n')
    const first = lines('')
    expect(first).toContain('cluster/BGL:shared:1:-')
    expect(first).toContain('node/[lockset]:-:-:-')
    expect(first).toContain(`node/${b}:exclusive:1:exclusive:2`)
    // The master waits as well, so its lock is taken too.
    expect(first.some((line) => line.startsWith(`node/${a}:exclusive:1:`))).toBe(true)
    lab.wait(60)
    expect(lines('-o name')).toEqual([''])
  })

  it('lists every lock that there is, held or not, in 2.11', () => {
    const lab = sitting()
    const { output } = lab.on('nodeA', 'gnt-debug locks')
    expect(output).toMatch(/^cluster\/BGL +- +- +-$/m)
    expect(output).toMatch(/^instance\/debianX +- +- +-$/m)
  })
})

describe('gnt-job cancel --kill', () => {
  it('kills a job that runs, which frees its locks', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', 'gnt-debug delay --submit 60')
    lab.on('nodeA', 'gnt-debug delay --submit 1')
    lab.wait(3)
    const kill = lab.on('nodeA', 'gnt-job cancel --kill --yes-do-it 1')
    expect(kill).toMatchObject({ output: 'SIGKILL send to the process\n', exit: 0 })
    lab.wait(5)
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o id,status').output).toBe(
      ' 1 error\n 2 success\n'.replace(/^ /gm, ''),
    )
  })
})

describe('the tests of gnt-debug', () => {
  it('run the job queue through its paces', () => {
    const lab = sitting({ release: '3.0' })
    const { output, exit } = lab.on('nodeA', 'gnt-debug test-jobqueue')
    const said = normalise(output).split('\n')
    expect(said.slice(0, 3)).toEqual([
      'Testing job submission',
      'Job submission tests were successful',
      'Testing job dependencies',
    ])
    expect(said.filter((line) => line.endsWith('INFO: Sending log message 7'))).toHaveLength(7)
    expect(said.filter((line) => line.startsWith('Ignoring error'))).toEqual(
      Array(2).fill("Ignoring error for 'job fail' test: Opcode failure was requested"),
    )
    expect(said.at(-1)).toBe('Job queue test successful')
    expect(exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-job list --no-headers -o opstatus 9').output).toContain(
      "['success', 'success', 'error', 'error']",
    )
  })

  it('talk to the daemons, and say which commands they do not know', () => {
    const lab = sitting({ release: '3.0' })
    const said = (line: string) => lab.on('nodeA', `gnt-debug ${line}`).output
    expect(said('wconfd echo hello')).toBe('Answer: hello\n')
    expect(said('metad echo hi')).toBe('Answer: hi\n')
    expect(said('wconfd echo')).toBe("Command 'echo' takes only precisely argument.\n")
    expect(said('wconfd listLocks x')).toBe("Command 'listLocks' not supported\n")
    expect(normalise(said('test-osparams --os-parameters-secret a=b'))).toBe(
      "<date> Secret OS parameters: {'a': 'b'}",
    )
  })
})
