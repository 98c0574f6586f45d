/** Names and types of parameters. Source: DISK_DT_TYPES, DISK_DT_DEFAULTS and NICS_PARAMETER_TYPES in Ganeti's constants. */

/** Parameters of disk templates, each with a value of its type. */
export const DISK_EXAMPLES: Readonly<Record<string, string | number | boolean>> = {
  'c-delay-target': 1,
  'c-fill-target': 0,
  'c-max-rate': 0,
  'c-min-rate': 0,
  'c-plan-ahead': 0,
  'data-stripes': 1,
  'disk-barriers': '',
  'disk-custom': '',
  'dynamic-resync': false,
  'meta-barriers': false,
  'meta-stripes': 1,
  metavg: '',
  'net-custom': '',
  protocol: '',
  'resync-rate': 0,
  access: '',
  host: '',
  port: 0,
  volume: '',
  stripes: 1,
  pool: '',
}

/** Parameters of network cards, all of them texts. */
export const NIC_EXAMPLES: Readonly<Record<string, string>> = { mode: '', link: '', vlan: '' }

/** By disk template: which parameters it has. */
export const BY_TEMPLATE: Readonly<Record<string, readonly string[]>> = {
  blockdev: [],
  diskless: [],
  drbd: Object.keys(DISK_EXAMPLES).filter(
    (name) => !['access', 'host', 'port', 'volume', 'stripes', 'pool'].includes(name),
  ),
  ext: ['access'],
  file: [],
  gluster: ['access', 'host', 'port', 'volume'],
  plain: ['stripes'],
  rbd: ['access', 'pool'],
  sharedfile: [],
}
