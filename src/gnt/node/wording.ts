import type { Release } from '../../sim/releases.ts'

/**
 * What changing, adding and removing nodes says and does differently from release to release. Source:
 * lib/client/gnt_node.py, lib/cmdlib/node.py and lib/cmdlib/common.py of the stable branches.
 */
interface NodeWording {
  /** Whether `modify --offline=no` asks first. */
  asksBeforeOnline: boolean
  /** Modify: one write after the node was told of its demotion, or two before it. */
  modifyWrites: 'once, after the demotion' | 'twice, before the demotion'
  /** A node whose KVM daemon cannot be stopped; null: nothing is said. `kvm`: whether the cluster runs KVM. */
  kvmdStays: (node: { name: string; uuid: string }, error: string, kvm: boolean) => string | null
  /** Whether jobs keep the candidates' ssh keys up to date on all nodes. */
  keepsSshKeys: boolean
  /** What is said before a machine is touched, and whether a node that comes back hears it too. */
  banner: (node: string) => string
  bannerOnReadd: boolean
  /** What --no-node-setup leads to. */
  skipsSetup: 'the ssh setup' | { saying: string }
  /** Whether the first command on the new machine, too, makes sure of Ganeti's version there. */
  versionFirst: boolean
  /** A node that does not show its certificate. */
  noCertificate: (uuid: string, error: string) => string
  /** Connections on which ssh asks about the machine's key. */
  keyQuestions: 1 | 2
  ssh: SshWording
  /** How `migrate` breaks down over a node that nobody knows. */
  nothingToUnpack: string
}

/** How ssh of those years talks. */
interface SshWording {
  keyType: string
  /** Digits of a fingerprint: SHA256 in base 64, or MD5 in pairs. */
  fingerprint: 'sha256' | 'md5'
  unknownKey: (host: string, ip: string, keyType: string, fingerprint: string) => string
  question: string
  again: string
  /** The other end of a connection went away. */
  broken: string
  /** Options in front of the port in ssh's command line. */
  options: string
}

const CONNECTION =
  '-oEscapeChar=none -oHashKnownHosts=no -oGlobalKnownHostsFile=/var/lib/ganeti/known_hosts -oUserKnownHostsFile=/dev/null -oCheckHostIp=no'

const WORDING_2_11: NodeWording = {
  asksBeforeOnline: false,
  modifyWrites: 'once, after the demotion',
  kvmdStays: () => null,
  keepsSshKeys: false,
  banner: (node) =>
    `-- WARNING -- \nPerforming this operation is going to replace the ssh daemon keypair\non the target machine (${node}) with the ones of the current one\nand grant full intra-cluster ssh root access to/from it\n\n`,
  bannerOnReadd: false,
  skipsSetup: 'the ssh setup',
  versionFirst: true,
  noCertificate: (uuid, error) =>
    `Could not create the node's (uuid ${uuid}) SSL client certificate.: ${error}`,
  keyQuestions: 1,
  nothingToUnpack: 'ValueError: need more than 0 values to unpack',
  ssh: {
    keyType: 'ECDSA',
    fingerprint: 'md5',
    unknownKey: (host, ip, keyType, fingerprint) =>
      `The authenticity of host '${host} (${ip})' can't be established.\n${keyType} key fingerprint is ${fingerprint}.\n`,
    question: 'Are you sure you want to continue connecting (yes/no)? ',
    again: "Please type 'yes' or 'no': ",
    broken: 'Write failed: Broken pipe',
    options: CONNECTION,
  },
}

const WORDING_3_0: NodeWording = {
  asksBeforeOnline: true,
  modifyWrites: 'twice, before the demotion',
  kvmdStays: ({ name }, error, kvm) =>
    kvm ? `Failed to stop KVM daemon on node '${name}': ${error}` : null,
  keepsSshKeys: true,
  banner: (node) =>
    `-- WARNING -- \nPerforming this operation is going to perform the following\nchanges to the target machine (${node}) and the current cluster\nnodes:\n* A new SSH daemon key pair is generated on the target machine.\n* The public SSH keys of all master candidates of the cluster\n  are added to the target machine's 'authorized_keys' file.\n* In case the target machine is a master candidate, its newly\n  generated public SSH key will be distributed to all other\n  cluster nodes.\n\n`,
  bannerOnReadd: true,
  skipsSetup: {
    saying:
      "-- WARNING -- \nThe option --no-node-setup is disabled. Whether or not the\nSSH setup is manipulated while adding a node is determined\nby the 'modify_ssh_setup' value in the cluster-wide\nconfiguration instead.\n\n",
  },
  versionFirst: false,
  noCertificate: (uuid, error) =>
    `Could not fetch the node's (uuid ${uuid}) SSL client certificate.: ${error}`,
  keyQuestions: 2,
  nothingToUnpack: 'ValueError: not enough values to unpack (expected 1, got 0)',
  ssh: {
    keyType: 'ED25519',
    fingerprint: 'sha256',
    unknownKey: (host, ip, keyType, fingerprint) =>
      `The authenticity of host '${host} (${ip})' can't be established.\n${keyType} key fingerprint is ${fingerprint}.\nThis key is not known by any other names.\n`,
    question: 'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
    again: "Please type 'yes', 'no' or the fingerprint: ",
    broken: 'client_loop: send disconnect: Broken pipe',
    options: `${CONNECTION} -oConnectTimeout=10`,
  },
}

const TABLE: Record<Release, NodeWording> = {
  '2.11': WORDING_2_11,
  '2.12': {
    ...WORDING_2_11,
    modifyWrites: 'twice, before the demotion',
    kvmdStays: ({ uuid }, error) => `Failed to stop KVM daemon in node '${uuid}': ${error}`,
  },
  '3.0': WORDING_3_0,
}

/** How a release words commands on nodes. */
export const nodeWordingOf = (release: Release): NodeWording => TABLE[release]
