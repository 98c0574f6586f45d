import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'

const addRule = (action: string, predicate: string) =>
  `gnt-filter add --action='${action}' --predicates='[${predicate}]'`
const GROUPS = '["opcode",["=","OP_ID","OP_GROUP_ADD"]]'
const jobs = 'gnt-job list --no-headers --separator=" " -o id,status'

describe('gnt-filter', () => {
  it('lists a rule as a real Ganeti 3.0.2 cluster did', () => {
    const lab = sitting({ release: '3.0' })
    const added = lab.on('nodeA', addRule('PAUSE', '["jobid", [">", "id", "watermark"]]'))
    expect(normalise(added.output)).toBe('<uuid>')
    const style = '--no-headers --separator=" " -o watermark,priority,predicates,action'
    expect(lab.on('nodeA', `gnt-filter list ${style}`).output).toBe(
      "0 0 [['jobid', ['>', 'id', 'watermark']]] PAUSE\n",
    )
    const { output } = lab.on('nodeA', 'gnt-filter info')
    expect(output).toContain("  Predicates: [['jobid', ['>', 'id', 'watermark']]]\n  Action: PAUSE")
    expect(lab.on('nodeA', `gnt-filter delete ${added.output.trim()}`).exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-filter list').output).toBe(
      'UUID Watermark Priority Predicates Action ReasonTrail\n',
    )
  })

  it('says nothing of a rule that does not exist, and fails only to delete it', () => {
    const lab = sitting({ release: '3.0' })
    expect(lab.on('nodeA', 'gnt-filter info nosuch')).toMatchObject({ output: '', exit: 0 })
    expect(lab.on('nodeA', 'gnt-filter delete nosuch').exit).toBe(1)
  })

  it('holds jobs back until the rule is gone', () => {
    const lab = sitting({ release: '3.0' })
    const uuid = lab.on('nodeA', addRule('PAUSE', GROUPS)).output.trim()
    lab.on('nodeA', 'gnt-group add --submit g1')
    expect(lab.on('nodeA', 'gnt-cluster verify-disks').exit).toBe(0)
    lab.wait(60)
    expect(lab.on('nodeA', jobs).output).toContain('1 queued\n')
    lab.on('nodeA', `gnt-filter delete ${uuid}`)
    lab.wait(5)
    expect(lab.on('nodeA', jobs).output).toContain('1 success\n')
  })

  it('cancels what a rule rejects', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', addRule('REJECT', GROUPS))
    expect(lab.on('nodeA', 'gnt-group add g1')).toMatchObject({
      output: 'Unhandled Ganeti error: Job was canceled\n',
      exit: 1,
    })
  })

  it('lets a job pass that an earlier rule accepts', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', `${addRule('REJECT', GROUPS)} --priority 2`)
    lab.on('nodeA', `${addRule('ACCEPT', '["opcode",["=~","group_name","^g"]]')} --priority 1`)
    expect(lab.on('nodeA', 'gnt-group add g1').exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-group add x1').exit).toBe(1)
  })

  it('turns a predicate round, and passes over one that makes no sense for a job', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', addRule('REJECT', '["opcode",["!",["=~","group_name","^g"]]]'))
    expect(lab.on('nodeA', 'gnt-group add g1').exit).toBe(0)
    expect(lab.on('nodeA', 'gnt-group add x1').exit).toBe(1)
    expect(lab.on('nodeA', 'gnt-cluster verify-disks').exit).toBe(0)
  })

  it('lets so many jobs run at once and no more', () => {
    const lab = sitting({ release: '3.0' })
    lab.on('nodeA', addRule('RATE_LIMIT 1', '["opcode",["=","OP_ID","OP_TEST_DELAY"]]'))
    lab.on('nodeA', 'gnt-debug delay --submit 20')
    lab.on('nodeA', 'gnt-debug delay --submit 20')
    lab.wait(5)
    expect(lab.on('nodeA', jobs).output).toBe('1 running\n2 queued\n')
    lab.wait(25)
    expect(lab.on('nodeA', jobs).output).toBe('1 success\n2 running\n')
  })

  it.each([
    ['add --action=BOGUS', 'error: malformed FilterAction JSON: "BOGUS"'],
    [`add --predicates='[["x",1]]'`, "FilterPredicate: bad parameter list for 'x' predicate: [1]"],
    [`add --predicates='[["jobid",["~",1]]]'`, "Unknown filter operand '~'"],
    ['replace x', 'Unable to parse UUID'],
    ['delete x', 'Filter rule with UUID x does not exist'],
  ])('refuses %s', (args, text) => {
    const { output, exit } = sitting({ release: '3.0' }).on('nodeA', `gnt-filter ${args}`)
    expect(output).toContain(text)
    expect(exit).toBe(1)
  })

  it('does not exist in 2.11 and 2.12', () => {
    for (const release of ['2.11', '2.12'])
      expect(sitting({ release }).on('nodeA', 'gnt-filter list')).toMatchObject({
        output: 'bash: gnt-filter: command not found\n',
        exit: 127,
      })
  })
})
