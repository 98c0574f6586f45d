/**
 * config.ini of an export: the settings of its instance. Source: lib/backend.py (FinalizeExport),
 * lib/objects.py (SerializableConfigParser).
 */
import { own } from '../../lib/own.ts'
import type { ClusterConfig, InstanceConf } from '../../sim/cluster/config.ts'
import { nicDefaults, settingsOf } from '../../sim/cluster/settings.ts'
import { byRelease, type Release } from '../../sim/releases.ts'
import { GLOBAL_HVPARAMS, instanceHvparams } from '../query/fields/hypervisor-parameters.ts'
import { pythonStr } from '../query/python.ts'

/** A disk of the export: the name of its dump, and what it was. */
export interface ExportedDisk {
  dump: string
  sizeMib: number
  name: string | null
}

/** Values by option, by section. */
export type IniSections = Record<string, Record<string, string>>

/** The parts of an export that the instance's configuration does not say. */
interface Export {
  disks: readonly ExportedDisk[]
  /** As Ganeti calls the kind of what was dumped. */
  template: string
  /** Seconds since 1970. */
  at: number
}

const hasPrivateSection = byRelease({ '2.11': false, '2.12': true })

type Values = [key: string, value: unknown][]

const section = (name: string, values: Values): string =>
  [
    `[${name}]`,
    ...values.map(([key, value]) => `${key} = ${pythonStr(value as never)}`),
    '',
    '',
  ].join('\n')

const nicValues = (config: ClusterConfig, instance: InstanceConf): Values =>
  instance.nics.flatMap((nic, i): Values => {
    const usual = nicDefaults(config)
    return [
      [`nic${i}_mac`, nic.mac],
      [`nic${i}_ip`, nic.ip],
      [`nic${i}_network`, nic.network ?? null],
      [`nic${i}_name`, nic.name ?? null],
      [`nic${i}_link`, nic.link],
      [`nic${i}_mode`, nic.mode ?? 'bridged'],
      [`nic${i}_vlan`, nic.vlan ?? usual.vlan],
    ]
  })

const diskValues = (disks: readonly ExportedDisk[]): Values =>
  disks.flatMap(
    (disk, i): Values => [
      [`disk${i}_ivname`, `disk/${i}`],
      [`disk${i}_dump`, disk.dump],
      [`disk${i}_size`, disk.sizeMib],
      [`disk${i}_name`, disk.name],
    ],
  )

/** The text of config.ini. */
export function exportText(
  on: { world: { release: Release } },
  config: ClusterConfig,
  instance: InstanceConf,
  { disks, template, at }: Export,
): string {
  const { be } = instance
  const hypervisor = Object.entries(instanceHvparams(config, instance)).filter(
    ([name]) => !GLOBAL_HVPARAMS.includes(name),
  )
  const os = own(settingsOf(config).osParams, instance.os.split('+')[0] ?? '')
  return [
    section('export', [
      ['version', 0],
      ['timestamp', at],
      ['source', own(config.nodes, instance.primary)?.uuid ?? ''],
      ['os', instance.os],
      ['compression', 'none'],
    ]),
    section('instance', [
      ['name', instance.name],
      ['maxmem', be.maxmemMib],
      ['minmem', be.minmemMib],
      ['memory', be.maxmemMib],
      ['vcpus', be.vcpus],
      ['disk_template', template],
      ['hypervisor', instance.hypervisor],
      ['tags', instance.tags.join(' ')],
      ...nicValues(config, instance),
      ['nic_count', instance.nics.length],
      ...diskValues(disks),
      ['disk_count', disks.length],
    ]),
    section('hypervisor', hypervisor),
    section('backend', [
      ['always_failover', be.alwaysFailover],
      ['auto_balance', be.autoBalance],
      ['maxmem', be.maxmemMib],
      ['minmem', be.minmemMib],
      ['spindle_use', be.spindleUse],
      ['vcpus', be.vcpus],
    ]),
    section('os', Object.entries({ ...os, ...instance.osparams })),
    ...(hasPrivateSection(on)
      ? [section('os_private', Object.entries(instance.osparamsPrivate ?? {}))]
      : []),
  ].join('')
}

/** Reads an INI file; lines that are neither a section nor an option are passed over. */
export function readIni(text: string): IniSections {
  const sections = new Map<string, Map<string, string>>()
  let current = new Map<string, string>()
  for (const line of text.split('\n')) {
    const name = /^\[(.+)\]$/.exec(line)?.[1]
    const option = /^([^=\s]+)\s*=\s*(.*)$/.exec(line)
    if (name !== undefined) {
      current = new Map()
      sections.set(name, current)
    } else if (option?.[1] !== undefined) current.set(option[1], option[2] ?? '')
  }
  return Object.fromEntries(
    [...sections].map(([name, values]) => [name, Object.fromEntries(values)]),
  )
}
