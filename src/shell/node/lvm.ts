import { by } from '../../lib/order.ts'
import { own } from '../../lib/own.ts'
import { freeDiskMib, type Machine } from '../../sim/cluster/machine.ts'
import { isOpen } from '../../sim/noded/volumes.ts'
import type { Release } from '../../sim/releases.ts'
import { machineOf } from '../../sim/world.ts'
import { getopt } from '../text/getopt.ts'
import type { NodeTool } from './tool.ts'

/** lvs, vgs and pvs: what Ganeti keeps in a node's volume group. */

interface Field {
  title: string
  right?: boolean
}

type Row = Record<string, string>

/** LVM of each release's time: the letters after the first six attributes, and its empty columns. */
const ERA: Record<Release, { attr: string; rest: string }> = {
  '2.11': { attr: '--', rest: 'Pool Origin Data%  Move Log Copy%  Convert' },
  '2.12': { attr: '--', rest: 'Pool Origin Data%  Move Log Copy%  Convert' },
  '3.0': { attr: '----', rest: 'Pool Origin Data%  Meta%  Move Log Cpy%Sync Convert' },
}

const FIELDS: Readonly<Record<string, Field>> = {
  lv_name: { title: 'LV' },
  vg_name: { title: 'VG' },
  lv_attr: { title: 'Attr' },
  lv_size: { title: 'LSize', right: true },
  lv_tags: { title: 'LV Tags' },
  rest: { title: '' },
  pv_count: { title: '#PV', right: true },
  lv_count: { title: '#LV', right: true },
  snap_count: { title: '#SN', right: true },
  vg_attr: { title: 'Attr' },
  vg_size: { title: 'VSize', right: true },
  vg_free: { title: 'VFree', right: true },
  pv_name: { title: 'PV' },
  pv_fmt: { title: 'Fmt' },
  pv_attr: { title: 'Attr' },
  pv_size: { title: 'PSize', right: true },
  pv_free: { title: 'PFree', right: true },
}

function size(mib: number, unit: string | undefined): string {
  const letter = unit?.[0] ?? (mib >= 1024 * 1024 ? 't' : mib >= 1024 ? 'g' : 'm')
  const divisor = own({ m: 1, g: 1024, t: 1024 * 1024 }, letter.toLowerCase()) ?? 1
  return `${(mib / divisor).toFixed(2)}${letter}`
}

function report(
  columns: readonly string[],
  titles: Readonly<Record<string, string>>,
  rows: readonly Row[],
  headings: boolean,
): string {
  const title = (column: string) => own(titles, column) ?? own(FIELDS, column)?.title ?? column
  const lines = [
    ...(headings ? [columns.map(title)] : []),
    ...rows.map((row) => columns.map((column) => own(row, column) ?? '')),
  ]
  const widths = columns.map((_, i) => Math.max(0, ...lines.map((line) => (line[i] ?? '').length)))
  const cell = (text: string, i: number) =>
    own(FIELDS, columns[i] ?? '')?.right
      ? text.padStart(widths[i] ?? 0)
      : text.padEnd(widths[i] ?? 0)
  return lines.map((line) => `  ${line.map(cell).join(' ')}\n`).join('')
}

const lvm =
  (
    name: string,
    standard: readonly string[],
    rowsOf: (machine: Machine, unit: string | undefined, release: Release) => Row[],
  ): NodeTool =>
  ({ world, node, args }) => {
    const long = { noheadings: 'H', options: 'o', units: 'u', separator: 's', all: 'a' }
    const { flags, rest, wrong } = getopt(name, args, 'Ho:u:s:a', long)
    if (wrong !== null) return { err: `${wrong}  Error during parsing of command line.\n`, exit: 3 }
    const machine = machineOf(world, node)
    const group = machine.volumeGroup
    const named = rest[0]?.split('/')[0]
    if (group.state === 'failed')
      return {
        err: `  ${group.physicalVolume}: read failed after 0 of 4096 at 0: Input/output error\n`,
        exit: name === 'lvs' || named !== undefined ? 5 : 0,
      }
    if (named !== undefined && name !== 'pvs' && named !== group.name)
      return {
        err: `  Volume group "${named}" not found\n  Skipping volume group ${named}\n`,
        exit: 5,
      }
    const asked = flags.o?.replace(/^\+/, '').split(',')
    const columns =
      asked === undefined ? standard : flags.o?.startsWith('+') ? [...standard, ...asked] : asked
    const unknown = columns.find((column) => !Object.hasOwn(FIELDS, column))
    if (unknown !== undefined) return { err: `  Unrecognised field: ${unknown}\n`, exit: 3 }
    const rows = rowsOf(machine, flags.u, world.release)
    return {
      out:
        rows.length === 0
          ? ''
          : report(columns, { rest: ERA[world.release].rest }, rows, !('H' in flags)),
      exit: 0,
    }
  }

/** `lvs`: the logical volumes of the node, by name. */
export const lvs = lvm(
  'lvs',
  ['lv_name', 'vg_name', 'lv_attr', 'lv_size', 'rest'],
  (m, unit, release) =>
    Object.entries(m.volumeGroup.volumes)
      .sort(by(([name]) => name))
      .map(([name, volume]) => ({
        lv_name: name,
        vg_name: m.volumeGroup.name,
        lv_attr: `-wi-a${isOpen(m, name) ? 'o' : '-'}${ERA[release].attr}`,
        lv_size: size(volume.sizeMib, unit),
        lv_tags: volume.instance === '' ? '' : `originstname+${volume.instance}`,
      })),
)

/** `vgs`: the volume group of the node. */
export const vgs = lvm(
  'vgs',
  ['vg_name', 'pv_count', 'lv_count', 'snap_count', 'vg_attr', 'vg_size', 'vg_free'],
  ({ volumeGroup: group }, unit) => [
    {
      vg_name: group.name,
      pv_count: '1',
      lv_count: String(Object.keys(group.volumes).length),
      snap_count: '0',
      vg_attr: 'wz--n-',
      vg_size: size(group.sizeMib, unit),
      vg_free: size(freeDiskMib(group), unit),
    },
  ],
)

/** `pvs`: the physical volume of the node. */
export const pvs = lvm(
  'pvs',
  ['pv_name', 'vg_name', 'pv_fmt', 'pv_attr', 'pv_size', 'pv_free'],
  ({ volumeGroup: group }, unit) => [
    {
      pv_name: group.physicalVolume,
      vg_name: group.name,
      pv_fmt: 'lvm2',
      pv_attr: group.allocatable === false ? '---' : 'a--',
      pv_size: size(group.sizeMib, unit),
      pv_free: size(freeDiskMib(group), unit),
    },
  ],
)
