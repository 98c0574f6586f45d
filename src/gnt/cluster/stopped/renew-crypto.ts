/**
 * gnt-cluster renew-crypto: new certificates, keys and secrets. The daemons of all nodes stop meanwhile; a node that
 * does not answer breaks it off, and nothing starts them again behind that node.
 * Manual: gnt-cluster(8), RENEW-CRYPTO. Source: lib/client/gnt_cluster.py (_RenewCrypto), lib/cli.py
 * (RunWhileDaemonsStopped).
 */

import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode, withParams } from '../../../sim/run/opcode.ts'
import { when } from '../../../sim/run/parts.ts'
import { exit, type ProgramNext } from '../../../sim/run/program.ts'
import { configOn, machineOf } from '../../../sim/world.ts'
import { confirm, FOLLOWING, failure, submitAndFollow } from '../../client/client.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { renewCrypto as spec } from '../../declared/cluster-upkeep.ts'
import { keyNotFetched } from '../../node/ssh.ts'
import { declares, flag, text } from '../../optparse/read.ts'
import { niceSort } from '../../query/order.ts'
import { STOPPING, type StoppedWork, whileStopped } from './while-stopped.ts'

const DATA = '/var/lib/ganeti'

const CLUSTER_RENEW_CRYPTO = defineOpcode<Record<string, never>, object>({
  name: 'CLUSTER_RENEW_CRYPTO',
  summary: () => null,
  locks: () => [{ level: 'node', name: '*', mode: 'exclusive' }],
  vars: {},
  exec: 'renew',
  steps: {
    check: () => undefined,
    renew: (op) => op.log('Renewing Node SSL certificates'),
  },
})

const VARS = { ...FOLLOWING, ...STOPPING }
type Client = ClientContext<typeof VARS>

const given = (p: Client, dest: string): boolean =>
  declares(p.vars.options, dest) && flag(p.vars.options, dest)

const file = (p: Client, dest: string): string | null => text(p.vars.options, dest)

/** Options that exclude each other, and files that cannot be read. */
function complaint(p: Client): string | null {
  if (given(p, 'new_rapi_cert') && file(p, 'rapi_cert'))
    return 'Only one of the --new-rapi-certificate and --rapi-certificate options can be specified at the same time.'
  if (given(p, 'new_cluster_domain_secret') && file(p, 'cluster_domain_secret'))
    return 'Only one of the --new-cluster-domain-secret and --cluster-domain-secret options can be specified at the same time.'
  const [spice, authority] = [file(p, 'spice_cert'), file(p, 'spice_cacert')]
  if (given(p, 'new_spice_cert') && (spice || authority))
    return 'When using --new-spice-certificate, the --spice-certificate and --spice-ca-certificate must not be used.'
  if ((spice === null) !== (authority === null))
    return 'Both --spice-certificate and --spice-ca-certificate must be specified.'
  for (const path of [file(p, 'rapi_cert'), spice, authority])
    if (path !== null) return unreadable(p, path)
  return null
}

/** No file that a person writes on a node of this lab is a certificate. */
const unreadable = (p: Client, path: string): string =>
  Object.hasOwn(machineOf(p.world, p.node).files.written ?? {}, path)
    ? `Unable to load X509 certificate from ${path}: Unable to load certificate: [('PEM routines', '', 'no start line')]`
    : `Unable to load X509 certificate from ${path}: Unable to read certificate: [Errno 2] No such file or directory: '${path}'`

/** The files that are made again, in the order in which they are copied. */
const filesToCopy = (p: Client): string[] => [
  ...(given(p, 'new_cluster_cert') && copiesAllAtOnce(p) ? ['server.pem'] : []),
  ...(given(p, 'new_rapi_cert') ? ['rapi.pem'] : []),
  ...(given(p, 'new_spice_cert') ? ['spice.pem', 'spice-ca.pem'] : []),
  ...(given(p, 'new_confd_hmac_key') ? ['hmac.key'] : []),
  ...(given(p, 'new_cluster_domain_secret') || file(p, 'cluster_domain_secret')
    ? ['cluster-domain-secret']
    : []),
]

/** 2.11 stops the cluster once, whatever was asked for. Later releases stop it where they must. */
const copiesAllAtOnce = byRelease({ '2.11': true, '2.12': false })

const copying = (p: Client, files: readonly string[]): StoppedWork[] =>
  files.length === 0
    ? []
    : onlineNodes(p)
        .filter((node) => node !== p.node)
        .map((node) => ({
          say: `Copying ${files.map((name) => `${DATA}/${name}`).join(', ')} to ${node}:22`,
          node,
          act: 'copy',
        }))

const CLIENT_CERTIFICATES = 'Updating client SSL certificates.'

/** What is done while everything is stopped, once for each stop. */
function rounds(p: Client): { work: StoppedWork[]; keep: boolean }[] {
  const files = filesToCopy(p)
  const common: StoppedWork[] = [
    { say: 'Updating certificates and keys', node: null, act: 'copy' },
    ...copying(p, files),
  ]
  if (copiesAllAtOnce(p)) return [{ work: common, keep: false }]
  const ssconf = copying(p, ['ssconf_master_candidates_certs'])
  const say = (text: string): StoppedWork => ({ say: text, node: null, act: 'copy' })
  return [
    ...(files.length > 0 ? [{ work: common, keep: false }] : []),
    ...(given(p, 'new_node_cert') && !given(p, 'new_cluster_cert')
      ? [{ work: [say(CLIENT_CERTIFICATES), ...ssconf], keep: true }]
      : []),
    ...(given(p, 'new_cluster_cert')
      ? [
          {
            work: [
              say('Updating the cluster SSL certificate.'),
              ...copying(p, ['server.pem']),
              say(CLIENT_CERTIFICATES),
              ...ssconf,
            ],
            keep: true,
          },
        ]
      : []),
  ]
}

const onlineNodes = (p: Client): string[] =>
  niceSort(
    Object.values(configOn(p.world, p.node).nodes).filter((node) => !node.offline),
    (node) => node.name,
  ).map((node) => node.name)

/** Whether an opcode renews the certificates of the nodes at the end. */
const renewsNodes = (p: Client): boolean =>
  given(p, 'new_node_cert') || (given(p, 'new_cluster_cert') && !copiesAllAtOnce(p))

/** Root's own key is on no node of this lab, so new ones cannot be given out. */
function refuseSshKeys(p: Client): ProgramNext | undefined {
  const [other] = onlineNodes(p).filter((node) => node !== p.node)
  return given(p, 'new_ssh_keys') && other !== undefined
    ? failure(p, keyNotFetched(other))
    : undefined
}

const announcement = byRelease({
  '2.11': '',
  '3.0':
    'Updating certificates now. Running "gnt-cluster verify"  is recommended after this operation.\n',
})

const CONCLUSION =
  'All requested certificates and keys have been replaced. Running "gnt-cluster verify" now is recommended.\n'

export const renewCrypto = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  vars: VARS,
  shows: () => ({ handlesDaemons: true }),
  steps: [
    {
      refuseSshKeys,
      check: (p) => {
        p.out(announcement(p))
        const text = complaint(p)
        return text === null ? undefined : failure(p, text)
      },
    },
    confirm<typeof VARS>('renew', (p) =>
      flag(p.vars.options, 'force')
        ? null
        : 'This requires all daemons on all nodes to be restarted and may take some time. Continue?',
    ),
    {
      plan: (p) => {
        p.vars.online = onlineNodes(p)
        p.vars.rounds = rounds(p)
      },
    },
    whileStopped(),
    {
      concludeFirst: (p) => {
        if (copiesAllAtOnce(p)) p.out(CONCLUSION)
      },
    },
    when(
      'renew the certificates of the nodes',
      renewsNodes,
      submitAndFollow<typeof VARS>(() => [withParams(CLUSTER_RENEW_CRYPTO, {})]),
    ),
    {
      conclude: (p) => {
        if (!copiesAllAtOnce(p)) p.out(CONCLUSION)
        return exit(0)
      },
    },
  ],
  opcodes: [CLUSTER_RENEW_CRYPTO],
})
