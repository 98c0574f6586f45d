import { by } from '../../../lib/order.ts'
import { own } from '../../../lib/own.ts'
import type { ClusterConfig, InstanceConf, Parameters } from '../../../sim/cluster/config.ts'
import { cellOf, type Field, type FieldKind, orUnavailable } from '../field.ts'

/** Parameters of hypervisors: Ganeti's defaults (constants.HVC_DEFAULTS), and their fields. */
const DEFAULTS: Readonly<Record<string, Parameters>> = {
  fake: {
    migration_mode: 'live',
  },
  kvm: {
    acpi: true,
    boot_order: 'disk',
    cdrom2_image_path: '',
    cdrom_disk_type: '',
    cdrom_image_path: '',
    cpu_cores: 0,
    cpu_mask: 'all',
    cpu_sockets: 0,
    cpu_threads: 0,
    cpu_type: '',
    disk_aio: 'threads',
    disk_cache: 'default',
    disk_discard: 'default',
    disk_type: 'paravirtual',
    floppy_image_path: '',
    initrd_path: '',
    kernel_args: 'ro',
    kernel_path: '/boot/vmlinuz-3-kvmU',
    keymap: '',
    kvm_extra: '',
    kvm_flag: '',
    kvm_path: '/usr/bin/kvm',
    kvm_pci_reservations: 12,
    machine_version: '',
    mem_path: '',
    migration_bandwidth: 32,
    migration_caps: '',
    migration_downtime: 30,
    migration_mode: 'live',
    migration_port: 8102,
    nic_type: 'paravirtual',
    reboot_behavior: 'reboot',
    root_path: '/dev/vda1',
    scsi_controller_type: 'lsi',
    security_domain: '',
    security_model: 'none',
    serial_console: true,
    serial_speed: 38400,
    soundhw: '',
    spice_bind: '',
    spice_image_compression: '',
    spice_ip_version: 0,
    spice_jpeg_wan_compression: '',
    spice_password_file: '',
    spice_playback_compression: true,
    spice_streaming_video: '',
    spice_tls_ciphers: 'HIGH:-DES:-3DES:-EXPORT:-DH',
    spice_use_tls: false,
    spice_use_vdagent: true,
    spice_zlib_glz_wan_compression: '',
    usb_devices: '',
    usb_mouse: '',
    use_chroot: false,
    use_guest_agent: false,
    use_localtime: false,
    user_shutdown: false,
    vga: '',
    vhost_net: false,
    virtio_net_queues: 1,
    vnc_bind_address: '',
    vnc_password_file: '',
    vnc_tls: false,
    vnc_x509_path: '',
    vnc_x509_verify: false,
    vnet_hdr: true,
  },
  'xen-pvm': {
    blockdev_prefix: 'sd',
    bootloader_args: '',
    bootloader_path: '',
    cpu_cap: 0,
    cpu_mask: 'all',
    cpu_weight: 256,
    cpuid: '',
    initrd_path: '',
    kernel_args: 'ro',
    kernel_path: '/boot/vmlinuz-3-xenU',
    migration_mode: 'live',
    migration_port: 8002,
    reboot_behavior: 'reboot',
    root_path: '/dev/xvda1',
    soundhw: '',
    use_bootloader: false,
    vif_script: '',
    xen_cmd: 'xm',
  },
  'xen-hvm': {
    acpi: true,
    blockdev_prefix: 'hd',
    boot_order: 'cd',
    cdrom_image_path: '',
    cpu_cap: 0,
    cpu_mask: 'all',
    cpu_weight: 256,
    cpuid: '',
    device_model: '/usr/lib/xen/bin/qemu-dm',
    disk_type: 'paravirtual',
    kernel_path: '/usr/lib/xen/boot/hvmloader',
    migration_mode: 'non-live',
    migration_port: 8002,
    nic_type: 'rtl8139',
    pae: true,
    pci_pass: '',
    reboot_behavior: 'reboot',
    soundhw: '',
    use_localtime: false,
    vif_script: '',
    vif_type: 'ioemu',
    viridian: false,
    vnc_bind_address: '0.0.0.0',
    vnc_password_file: '/etc/ganeti/vnc-cluster-password',
    xen_cmd: 'xm',
  },
}

/** Set for the whole cluster only; instances do not show them. */
export const GLOBAL_HVPARAMS = [
  'migration_bandwidth',
  'migration_mode',
  'migration_port',
  'xen_cmd',
]

/** Fields that are not titled by their name, or are not texts. */
const FIELDS: readonly (
  | string
  | readonly [string, FieldKind]
  | readonly [string, FieldKind, string]
)[] = [
  ['acpi', 'bool', 'ACPI'],
  'blockdev_prefix',
  ['boot_order', 'other', 'Boot_order'],
  'bootloader_args',
  'bootloader_path',
  'cdrom2_image_path',
  'cdrom_disk_type',
  ['cdrom_image_path', 'other', 'CDROM_image_path'],
  ['cpu_cap', 'number'],
  ['cpu_cores', 'number'],
  'cpu_mask',
  ['cpu_sockets', 'number'],
  ['cpu_threads', 'number'],
  ['cpu_type', 'other', 'cpu_type'],
  ['cpu_weight', 'number'],
  'cpuid',
  'device_model',
  'devices',
  'disk_aio',
  'disk_cache',
  'disk_discard',
  ['disk_type', 'other', 'Disk_type'],
  'drop_capabilities',
  'extra_cgroups',
  'extra_config',
  'floppy_image_path',
  'init_script',
  ['initrd_path', 'other', 'Initrd_path'],
  'kernel_args',
  ['kernel_path', 'other', 'Kernel_path'],
  'keymap',
  'kvm_extra',
  'kvm_flag',
  'kvm_path',
  ['kvm_pci_reservations', 'number'],
  'machine_version',
  'mem_path',
  'migration_caps',
  ['migration_downtime', 'number'],
  ['nic_type', 'other', 'NIC_type'],
  ['num_ttys', 'number'],
  ['pae', 'bool', 'PAE'],
  ['pci_pass', 'other', 'pci_pass'],
  'reboot_behavior',
  'root_path',
  'scsi_controller_type',
  'security_domain',
  'security_model',
  ['serial_console', 'bool'],
  ['serial_speed', 'number'],
  'soundhw',
  'spice_bind',
  'spice_image_compression',
  ['spice_ip_version', 'number'],
  'spice_jpeg_wan_compression',
  'spice_password_file',
  ['spice_playback_compression', 'bool'],
  'spice_streaming_video',
  'spice_tls_ciphers',
  ['spice_use_tls', 'bool'],
  ['spice_use_vdagent', 'bool'],
  'spice_zlib_glz_wan_compression',
  ['startup_timeout', 'number'],
  'usb_devices',
  'usb_mouse',
  ['use_bootloader', 'bool'],
  ['use_chroot', 'bool'],
  ['use_guest_agent', 'bool'],
  ['use_localtime', 'bool'],
  ['user_shutdown', 'bool'],
  'vga',
  ['vhost_net', 'bool'],
  'vif_script',
  'vif_type',
  ['viridian', 'bool'],
  ['virtio_net_queues', 'number'],
  ['vnc_bind_address', 'other', 'VNC_bind_address'],
  'vnc_password_file',
  ['vnc_tls', 'bool'],
  'vnc_x509_path',
  ['vnc_x509_verify', 'bool'],
  ['vnet_hdr', 'bool'],
]

/** What holds for every instance of a hypervisor, sorted by name. */
export const clusterHvparams = (config: ClusterConfig, hypervisor: string): Parameters =>
  sorted({ ...own(DEFAULTS, hypervisor), ...own(config.cluster.hvparams, hypervisor) })

/** What holds for an instance, without what only the cluster has. */
export const instanceHvparams = (
  config: ClusterConfig,
  instance: Pick<InstanceConf, 'hypervisor' | 'hvparams'>,
): Parameters =>
  sorted(
    Object.fromEntries(
      Object.entries({
        ...clusterHvparams(config, instance.hypervisor),
        ...instance.hvparams,
      }).filter(([name]) => !GLOBAL_HVPARAMS.includes(name)),
    ),
  )

/** A value of the type that a parameter has; undefined for what is no parameter of any hypervisor. */
export const hvparamExample = (key: string): string | number | boolean | undefined =>
  own(
    Object.values(DEFAULTS).find((defaults) => Object.hasOwn(defaults, key)),
    key,
  )

/** Ganeti's defaults of a hypervisor's parameters. */
export const hypervisorDefaults = (hypervisor: string): Parameters =>
  own(DEFAULTS, hypervisor) ?? {}

/** Whether the hypervisor knows such a parameter. */
export const isHvparamOf = (hypervisor: string, key: string): boolean =>
  Object.hasOwn(own(DEFAULTS, hypervisor) ?? {}, key)

const sorted = (parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).sort(by(([name]) => name)))

/** One field for each parameter: hv/… */
export const hvFields = <R>(): Field<InstanceConf, R>[] =>
  FIELDS.map((entry) => {
    const [name, kind, title] =
      typeof entry === 'string' ? [entry, 'other' as const] : [entry[0], entry[1], entry[2]]
    return cellOf(
      `hv/${name}`,
      title ?? `hv/${name}`,
      kind,
      `Hypervisor parameter "${name}"`,
      (instance, config) => orUnavailable(own(instanceHvparams(config, instance), name)),
    )
  })
