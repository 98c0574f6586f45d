import { describe, expect, it } from 'vitest'
import { sitting } from '../support/driver.ts'

describe('iptables', () => {
  it('cuts the link to a node until the rule is gone', () => {
    const { type, on } = sitting()
    expect(type('iptables -A INPUT -s 10.10.0.12 -j DROP')).toMatchObject({ output: '', exit: 0 })
    expect(type('ping -c1 nodeB').exit).toBe(1)
    expect(on('nodeB', 'ping -c1 nodeA').exit).toBe(1)
    expect(on('nodeC', 'ping -c1 nodeB').exit).toBe(0)
    expect(type('gnt-node list --no-headers -o dtotal nodeB').output.trim()).toBe('?')
    expect(type('cat /proc/drbd').output).not.toContain('cs:Connected')
    type('iptables -D INPUT -s nodeB -j DROP')
    expect(type('ping -c1 nodeB').exit).toBe(0)
  })

  it('says in lists what it drops, by name or by number', () => {
    const { type } = sitting()
    type('iptables -A INPUT -s nodeB -j DROP')
    type('iptables -I OUTPUT -d 10.10.0.13/32 -j DROP')
    expect(type('iptables -S').output).toBe(
      '-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n' +
        '-A OUTPUT -d 10.10.0.13/32 -j DROP\n-A INPUT -s 10.10.0.12/32 -j DROP\n',
    )
    expect(type('iptables -nL INPUT').output).toBe(
      'Chain INPUT (policy ACCEPT)\n' +
        'target     prot opt source               destination         \n' +
        'DROP       all  --  10.10.0.12           0.0.0.0/0           \n',
    )
    expect(type('iptables -L OUTPUT').output).toContain(
      'DROP       all  --  anywhere             nodeC.virt.nsrc.org ',
    )
    expect(type('iptables -F').exit).toBe(0)
    expect(type('iptables -L -n').output).not.toContain('DROP')
  })

  it('refuses what it does not know', () => {
    const { type } = sitting()
    expect(type('iptables -A INPUT -p tcp --dport 1811 -j DROP').output).toMatch(
      /^iptables: INPUT -p; this trainer's iptables knows /,
    )
    expect(type('iptables -A INPUT -s stranger -j DROP')).toMatchObject({
      output: "iptables: host/network `stranger' not found\n",
      exit: 2,
    })
    expect(type('iptables -D INPUT -s nodeB -j DROP')).toMatchObject({
      output: 'iptables: Bad rule (does a matching rule exist in that chain?).\n',
      exit: 1,
    })
  })

  it('forgets its rules when the node boots, or when the link is repaired from outside', () => {
    const { type, ask, on } = sitting()
    on('nodeB', 'iptables -A INPUT -s nodeA -j DROP')
    ask({ power: 'nodeB', to: 'off' })
    ask({ power: 'nodeB', to: 'on' })
    expect(type('ping -c1 nodeB').exit).toBe(0)
    type('iptables -A INPUT -s nodeB -j DROP')
    ask({ fault: { link: ['nodeA', 'nodeB'], is: 'whole' } })
    expect(type('ping -c1 nodeB').exit).toBe(0)
    expect(type('iptables -S').output).not.toContain('DROP')
  })
})

describe('an interface', () => {
  it.each([
    ['ifdown br-lan', 'ifup br-lan'],
    ['ip link set br-lan down', 'ip link set br-lan up'],
    ['ip link set dev eth0 down', 'ip link set dev eth0 up'],
    ['ifconfig eth0 down', 'ifconfig eth0 up'],
  ])('cuts its node off: %s', (down, up) => {
    const { type, on } = sitting()
    expect(on('nodeB', down)).toMatchObject({ output: '', exit: 0 })
    expect(type('ping -c1 nodeB').exit).toBe(1)
    expect(on('nodeB', 'ip link').output).toContain(
      `${/br-lan|eth0/.exec(down)?.[0]}: <BROADCAST,MULTICAST>`,
    )
    expect(on('nodeB', up)).toMatchObject({ output: '', exit: 0 })
    expect(type('ping -c1 nodeB').exit).toBe(0)
  })

  it('that is down takes the address of the cluster with it', () => {
    const { type } = sitting()
    type('ifdown br-lan')
    type('ifup br-lan')
    expect(type('ip addr show br-lan').output).not.toContain('br-lan:0')
  })

  it('that is up brings back no cable that is out', () => {
    const { type, ask, on } = sitting()
    ask({ fault: { cable: 'nodeB', is: 'out' } })
    expect(on('nodeB', 'ifup br-lan').output).toBe('ifup: interface br-lan already configured\n')
    expect(type('ping -c1 nodeB').exit).toBe(1)
  })
})

it('brctl shows the card and the instances of a bridge', () => {
  const { output } = sitting().type('brctl show')
  expect(output).toMatch(
    /^bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr-lan\t\t8000\.[0-9a-f]{12}\tno\t\teth0\n\t+tap0\n/,
  )
})
