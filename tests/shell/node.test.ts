import { expect, test } from 'vitest'
import { parseIso } from '../../src/lib/clock.ts'
import { sitting } from '../support/driver.ts'

const NODE_B = 'nodeB.virt.nsrc.org'

test('ping sends one packet a second and counts', () => {
  const { output, seconds, exit } = sitting().type('ping -c 2 nodeb')
  expect(output.replace(/[\d.]+ ms$|time=[\d.]+ ms/gm, '<ms>')).toMatch(
    new RegExp(
      [
        '^PING nodeB.virt.nsrc.org \\(10.10.0.12\\) 56\\(84\\) bytes of data.',
        '64 bytes from nodeB.virt.nsrc.org \\(10.10.0.12\\): icmp_seq=1 ttl=64 <ms>',
        '64 bytes from nodeB.virt.nsrc.org \\(10.10.0.12\\): icmp_seq=2 ttl=64 <ms>',
        '',
        '--- nodeB.virt.nsrc.org ping statistics ---',
        '2 packets transmitted, 2 received, 0% packet loss, time 1000ms',
        'rtt min/avg/max/mdev = [\\d./]+',
      ].join('\n'),
    ),
  )
  expect([seconds, exit]).toEqual([1, 0])
})

test('a node that is off is unreachable', () => {
  const { type, ask } = sitting()
  ask({ power: 'nodeB', to: 'off' })
  const { output, exit } = type('ping -c 1 nodeB')
  expect(output).toBe(
    'PING nodeB.virt.nsrc.org (10.10.0.12) 56(84) bytes of data.\n' +
      'From nodeA.virt.nsrc.org (10.10.0.11) icmp_seq=1 Destination Host Unreachable\n' +
      '\n--- nodeB.virt.nsrc.org ping statistics ---\n' +
      '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n\n',
  )
  expect(exit).toBe(1)
})

test('ping without -c goes on until Ctrl-C, which shows the statistics', () => {
  const { enter, key, wait, text, status, power } = sitting()
  enter('ping nodeB')
  wait(3.5)
  power(NODE_B, 'off')
  wait(2)
  key('interrupt')
  const shown = text('stdout')
  expect(shown).toContain('icmp_seq=4 ttl=64')
  expect(shown).toContain('icmp_seq=5 Destination Host Unreachable')
  expect(shown).toContain('6 packets transmitted, 4 received, +2 errors, 33% packet loss')
  expect(status()).toBe(0)
})

test('ping of an unknown host is refused, of an instance explained', () => {
  const { type } = sitting()
  expect(type('ping stranger')).toMatchObject({
    output: 'ping: stranger: Name or service not known\n',
    exit: 2,
  })
  expect(type('ping dX').output).toContain('gnt-instance console')
  expect(type('ping -c 0 nodeB').exit).toBe(1)
})

test('ssh opens a shell on another node, exit comes back', () => {
  const { type } = sitting()
  const { output, exit } = type('ssh nodeC', 'hostname -f', 'false', 'exit')
  expect(output).toBe(
    'root@nodeC:~# hostname -f\nnodeC.virt.nsrc.org\nroot@nodeC:~# false\n' +
      'root@nodeC:~# exit\nlogout\nConnection to nodeC closed.\n',
  )
  expect(exit).toBe(1)
})

test('ssh runs one line there', () => {
  const { type } = sitting()
  expect(type('ssh root@nodeC "hostname -s; cat /no"')).toMatchObject({
    output: 'nodeC\ncat: /no: No such file or directory\n',
    exit: 1,
  })
  expect(type('ssh nodeB cat /etc/hostname | tr a-z A-Z').output).toBe('NODEB.VIRT.NSRC.ORG\n')
})

test("the cluster's name leads to the master", () => {
  const { on } = sitting()
  expect(on('nodeC', 'ssh gnt.virt.nsrc.org hostname -s').output).toBe('nodeA\n')
  expect(on('nodeC', 'ssh 10.10.0.10 hostname -s').output).toBe('nodeA\n')
})

test('ssh to a dead node gives up', () => {
  const { type, ask } = sitting()
  ask({ power: 'nodeB', to: 'off' })
  ask({ wait: 120 })
  expect(type('ssh nodeB')).toMatchObject({
    output: 'ssh: connect to host nodeB port 22: No route to host\n',
    exit: 255,
    seconds: 3.063,
  })
  expect(type('ssh stranger').output).toBe(
    'ssh: Could not resolve hostname stranger: Name or service not known\n',
  )
})

test('a session hangs when its node loses power, until ~. ends it', () => {
  const { enter, power, wait, text, depth, status } = sitting()
  enter('ssh nodeB')
  wait(1)
  expect(depth()).toBe(3)
  power(NODE_B, 'off')
  enter('hostname -s')
  wait(60)
  expect(depth()).toBe(3)
  expect(text('stdout')).not.toContain('nodeB\n')
  enter('~.')
  expect([depth(), status()]).toEqual([1, 255])
  expect(text('stderr')).toMatch(/^Connection to nodeB closed\.\n/m)
})

test('halt -p stops the services and switches the node off', () => {
  const { enter, wait, world, depth } = sitting()
  enter('halt -p', NODE_B)
  wait(1.5)
  expect(world().machines[NODE_B]?.daemons).toEqual([])
  expect(world().machines[NODE_B]?.power.is).toBe('on')
  wait(1)
  expect(world().machines[NODE_B]?.power.is).toBe('off')
  expect(depth(NODE_B)).toBe(0)
})

test('a node can be halted through ssh, and the shell at home goes on', () => {
  const { type, on } = sitting()
  const { output, exit } = type('ssh nodeB', 'poweroff')
  expect(output).toContain('The system is going down for system halt NOW!\n')
  expect(output).toContain(
    'Connection to nodeB closed by remote host.\nConnection to nodeB closed.\n',
  )
  expect(exit).toBe(255)
  expect(type('hostname -s').output).toBe('nodeA\n')
  expect(() => on('nodeB', 'hostname -s')).toThrow('is off')
})

test('reboot comes back with a fresh shell', () => {
  const { on } = sitting()
  on('nodeB', 'cd /etc; reboot')
  const back = on('nodeB', 'pwd; uptime')
  expect(back.output).toMatch(/^\/root\n.* up 0 min/)
})

test('shutdown wants a time', () => {
  const { type } = sitting()
  expect(type('shutdown').output).toBe('shutdown: time expected\n')
  expect(type('shutdown -h +5').exit).toBe(1)
  expect(type('halt --frob').exit).toBe(1)
  expect(type('hostname -s').output).toBe('nodeA\n')
})

test('/etc/hosts lists the cluster and its nodes', () => {
  expect(sitting({ release: '3.0' }).type('cat /etc/hosts').output).toBe(
    '127.0.0.1\tlocalhost\n' +
      '10.10.0.10\tgnt.virt.nsrc.org gnt\n' +
      '10.10.0.11\tnodea.virt.nsrc.org nodea\n' +
      '10.10.0.12\tnodeb.virt.nsrc.org nodeb\n' +
      '10.10.0.13\tnodec.virt.nsrc.org nodec\n',
  )
})

test('/proc/drbd shows both roles, a lost peer, and a sync with its bar', () => {
  const { type, on, ask } = sitting()
  expect(type('cat /proc/drbd').output).toBe(
    'version: 8.3.11 (api:88/proto:86-96)\nsrcversion: F937DCB2E5D83C6CCE4A6C9\n' +
      ' 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----\n' +
      '    ns:0 nr:0 dw:0 dr:0 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0\n',
  )
  ask({ power: 'nodeA', to: 'off' })
  ask({ wait: 60 })
  expect(on('nodeB', 'cat /proc/drbd').output).toContain(
    ' 0: cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----\n',
  )
})

test('a sync is shown with percentage, what is left, and when it will be done', () => {
  const { type, ask } = sitting()
  ask({ set: { syncMibPerSecond: 10 } })
  ask({ fault: { link: ['nodeA', 'nodeB'], is: 'cut' } })
  ask({ wait: 600 })
  ask({ fault: { link: ['nodeA', 'nodeB'], is: 'whole' } })
  ask({ wait: 5 })
  const { output } = type('cat /proc/drbd')
  expect(output).toContain('cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----')
  const m =
    /\t\[(=*)>(\.*)\] sync'ed: *([\d.]+)% \((\d+)\/(\d+)\)K\n\tfinish: 0:00:(\d\d) speed: 10,240 \(10,240\) K\/sec\n/.exec(
      output,
    )
  expect(m).not.toBeNull()
  const [, done = '', open = '', percent, left, total, finish] = m ?? []
  expect(done.length + open.length).toBeGreaterThanOrEqual(19)
  expect(Number(percent)).toBeCloseTo(100 * (1 - Number(left) / Number(total)), 0)
  expect(Number(finish)).toBe(Math.floor(Number(left) / 10240))
})

test('ssconf files are those of the node itself', () => {
  const { type, on, ask } = sitting()
  ask({ power: 'nodeC', to: 'off' })
  type('gnt-node modify --offline=yes nodeC')
  expect(type('cat /var/lib/ganeti/ssconf_offline_nodes').output).toBe('nodeC.virt.nsrc.org\n')
  ask({ power: 'nodeC', to: 'on' })
  expect(on('nodeC', 'cat /var/lib/ganeti/ssconf_offline_nodes').output).toBe('')
  expect(type('ls /var/lib/ganeti | grep -c ssconf').output).toBe('16\n')
})

test('the address of the cluster is up where the master is', () => {
  const { type, on } = sitting()
  expect(type('ip addr show br-lan').output.replace(/link\/ether \S+/, 'link/ether MAC')).toBe(
    '3: br-lan: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n' +
      '    link/ether MAC brd ff:ff:ff:ff:ff:ff\n' +
      '    inet 10.10.0.11/24 scope global br-lan\n' +
      '       valid_lft forever preferred_lft forever\n' +
      '    inet 10.10.0.10/32 scope global br-lan:0\n' +
      '       valid_lft forever preferred_lft forever\n',
  )
  expect(on('nodeB', 'ip a | grep -c br-lan:0').output).toBe('0\n')
  expect(type('ifconfig br-lan:0').output).toContain('inet addr:10.10.0.10')
  expect(type('ip addr show eth7').output).toBe('Device "eth7" does not exist.\n')
})

test('lvs, vgs and pvs show the volume group', () => {
  const { type, ask } = sitting()
  expect(type('lvs --noheadings -o lv_name,lv_size | grep -c disk0').output).toBe('2\n')
  expect(type('vgs').output).toBe(
    '  VG     #PV #LV #SN Attr    VSize  VFree\n  ganeti   1   2   0 wz--n- 29.10g 26.98g\n',
  )
  ask({ fault: { disk: 'nodeA', is: 'failed' } })
  expect(type('lvs')).toMatchObject({ exit: 5, stdout: '' })
})

test('ps lists the daemons of the node', () => {
  const { on } = sitting({ release: '3.0' })
  expect(on('nodeb', 'ps ax | grep [g]aneti').output.replace(/^ *\d+/gm, '<pid>')).toBe(
    '<pid> ?        SL     0:00 /usr/bin/python3 /usr/sbin/ganeti-noded\n' +
      '<pid> ?        S      0:00 /usr/sbin/ganeti-confd\n' +
      '<pid> ?        S      0:00 /usr/sbin/ganeti-kvmd\n' +
      '<pid> ?        S      0:00 /usr/sbin/ganeti-mond\n',
  )
})

test('service ganeti is the init script', () => {
  const { type, on } = sitting()
  expect(type('service ganeti status').output).toContain('ganeti-masterd is running.\n')
  expect(on('nodeB', '/etc/init.d/ganeti status').exit).toBe(3)
  expect(type('service apache2 status')).toMatchObject({
    output: 'apache2: unrecognized service\n',
    exit: 1,
  })
})

test('exit on a console of a node logs in again', () => {
  const { type } = sitting()
  expect(type('exit').output).toBe('logout\n')
  expect(type('hostname -s').output).toBe('nodeA\n')
  expect(type('bash', 'cd /etc', 'exit 3').exit).toBe(3)
})

test('the clock of a node is the simulated one', () => {
  const { type, ask } = sitting()
  ask({ wait: 3600 })
  expect(type('date +%s').output).toBe(
    `${((parseIso('2014-09-19T15:00:00Z') ?? 0) / 1000).toString()}\n`,
  )
})
