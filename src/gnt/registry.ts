import { own } from '../lib/own.ts'
import type { Opcode } from '../sim/run/opcode.ts'
import { defineProgram, exit, type Program, type ProgramContext } from '../sim/run/program.ts'
import { exportInstance } from './backup/export.ts'
import { importInstance } from './backup/import.ts'
import { list as backupList } from './backup/list.ts'
import { listFields as backupListFields } from './backup/list-fields.ts'
import { remove as backupRemove } from './backup/remove.ts'
import { reachMaster } from './client/client.ts'
import { logCommand } from './client/command-log.ts'
import { command as clusterCommand } from './cluster/command.ts'
import { copyfile } from './cluster/copyfile.ts'
import { getmaster as clusterGetmaster } from './cluster/getmaster.ts'
import { info as clusterInfo } from './cluster/info.ts'
import { masterFailover } from './cluster/master-failover.ts'
import { activateMasterIp, deactivateMasterIp } from './cluster/master-ip.ts'
import { masterPing } from './cluster/master-ping.ts'
import { modify as clusterModify } from './cluster/modify.ts'
import { queue as clusterQueue } from './cluster/queue.ts'
import { redistConf } from './cluster/redist-conf.ts'
import { repairDiskSizes } from './cluster/repair-disk-sizes.ts'
import { destroy as clusterDestroy } from './cluster/setup/destroy.ts'
import { init as clusterInit } from './cluster/setup/init.ts'
import { rename as clusterRename } from './cluster/setup/rename.ts'
import { showIspecsCmd as clusterShowIspecsCmd } from './cluster/show-ispecs-cmd.ts'
import { epo as clusterEpo } from './cluster/stopped/epo.ts'
import { renewCrypto } from './cluster/stopped/renew-crypto.ts'
import { upgrade as clusterUpgrade } from './cluster/stopped/upgrade.ts'
import { verify } from './cluster/verify.ts'
import { verifyDisks } from './cluster/verify-disks.ts'
import { version as clusterVersion, packageVersion } from './cluster/version.ts'
import { watcher } from './cluster/watcher.ts'
import { type Command, programOf } from './command.ts'
import { delay as debugDelay } from './debug/delay.ts'
import { metad as debugMetad, wconfd as debugWconfd } from './debug/echo.ts'
import { iallocator as debugIallocator } from './debug/iallocator.ts'
import { locks as debugLocks } from './debug/locks.ts'
import { submitJob as debugSubmitJob } from './debug/submit-job.ts'
import { testJobqueue as debugTestJobqueue } from './debug/test-jobqueue.ts'
import { testOsparams as debugTestOsparams } from './debug/test-osparams.ts'
import { PROGRAM_NAMES, programsOf } from './declared/programs.ts'
import { add as filterAdd } from './filter/add.ts'
import { deleteFilter } from './filter/delete.ts'
import { info as filterInfo } from './filter/info.ts'
import { list as filterList } from './filter/list.ts'
import { listFields as filterListFields } from './filter/list-fields.ts'
import { replace as filterReplace } from './filter/replace.ts'
import { add as groupAdd } from './group/add.ts'
import { assignNodes as groupAssignNodes } from './group/assign-nodes.ts'
import { evacuate as groupEvacuate } from './group/evacuate.ts'
import { info as groupInfo } from './group/info.ts'
import { list as groupList } from './group/list.ts'
import { listFields as groupListFields } from './group/list-fields.ts'
import { modify as groupModify } from './group/modify.ts'
import { remove as groupRemove } from './group/remove.ts'
import { rename as groupRename } from './group/rename.ts'
import { showIspecsCmd as groupShowIspecsCmd } from './group/show-ispecs-cmd.ts'
import { add } from './instance/add/add.ts'
import { batchCreate } from './instance/add/batch-create.ts'
import { changeGroup } from './instance/change-group.ts'
import { console } from './instance/console.ts'
import { activateDisks } from './instance/disks/activate-disks.ts'
import { deactivateDisks } from './instance/disks/deactivate-disks.ts'
import { growDisk } from './instance/disks/grow-disk.ts'
import { move } from './instance/disks/move.ts'
import { recreateDisks } from './instance/disks/recreate-disks.ts'
import { info as instanceInfo } from './instance/info.ts'
import { list as instanceList } from './instance/list.ts'
import { listFields as instanceListFields } from './instance/list-fields.ts'
import { failover } from './instance/migration/failover.ts'
import { migrate } from './instance/migration/migrate.ts'
import { modify } from './instance/modify/modify.ts'
import { reboot } from './instance/reboot.ts'
import { reinstall } from './instance/reinstall.ts'
import { remove } from './instance/remove.ts'
import { rename } from './instance/rename.ts'
import { replaceDisks } from './instance/replace-disks/replace-disks.ts'
import { shutdown } from './instance/shutdown.ts'
import { startup } from './instance/startup.ts'
import { archive as jobArchive } from './job/archive.ts'
import { autoarchive as jobAutoarchive } from './job/autoarchive.ts'
import { cancel as jobCancel } from './job/cancel.ts'
import { changePriority as jobChangePriority } from './job/change-priority.ts'
import { info as jobInfo } from './job/info.ts'
import { list as jobList } from './job/list.ts'
import { listFields as jobListFields } from './job/list-fields.ts'
import { wait as jobWait } from './job/wait.ts'
import { watch as jobWatch } from './job/watch.ts'
import { add as networkAdd } from './network/add.ts'
import { connect as networkConnect } from './network/connect.ts'
import { disconnect as networkDisconnect } from './network/disconnect.ts'
import { info as networkInfo } from './network/info.ts'
import { list as networkList } from './network/list.ts'
import { listFields as networkListFields } from './network/list-fields.ts'
import { modify as networkModify } from './network/modify.ts'
import { remove as networkRemove } from './network/remove.ts'
import { add as nodeAdd } from './node/add/add.ts'
import { evacuate as nodeEvacuate } from './node/evacuation/evacuate.ts'
import { failover as nodeFailover } from './node/evacuation/failover.ts'
import { migrate as nodeMigrate } from './node/evacuation/migrate.ts'
import { info as nodeInfo } from './node/info.ts'
import { list as nodeList } from './node/list.ts'
import { listFields as nodeListFields } from './node/list-fields.ts'
import { modify as nodeModify } from './node/modify/modify.ts'
import { health as nodeHealth, power as nodePower } from './node/out-of-band.ts'
import { powercycle as nodePowercycle } from './node/powercycle.ts'
import { remove as nodeRemove } from './node/remove.ts'
import { restrictedCommand as nodeRestrictedCommand } from './node/restricted-command.ts'
import { listDrbd as nodeListDrbd } from './node/storage/list-drbd.ts'
import { listStorage as nodeListStorage } from './node/storage/list-storage.ts'
import { modifyStorage as nodeModifyStorage } from './node/storage/modify-storage.ts'
import { repairStorage as nodeRepairStorage } from './node/storage/repair-storage.ts'
import { volumes as nodeVolumes } from './node/storage/volumes.ts'
import type { OptionValues } from './optparse/scan.ts'
import { parseProgramLine } from './optparse.ts'
import { diagnose as osDiagnose } from './os/diagnose.ts'
import { info as osInfo } from './os/info.ts'
import { list as osList } from './os/list.ts'
import { modify as osModify } from './os/modify.ts'
import type { ArgSpec, CommandSpec, OptionSpec, ProgramName } from './spec.ts'
import { diagnose as storageDiagnose } from './storage/diagnose.ts'
import { info as storageInfo } from './storage/info.ts'
import { changeTags } from './tags/change.ts'
import { listTags } from './tags/list.ts'
import { searchTags } from './tags/search.ts'

/** Every command that behaves. What is only declared answers that it is not simulated yet. */
const COMMANDS: readonly Command[] = [
  activateDisks,
  activateMasterIp,
  add,
  batchCreate,
  changeGroup,
  ...changeTags,
  backupList,
  backupListFields,
  backupRemove,
  clusterCommand,
  clusterDestroy,
  clusterEpo,
  clusterGetmaster,
  clusterInfo,
  clusterInit,
  clusterModify,
  clusterQueue,
  clusterRename,
  clusterShowIspecsCmd,
  clusterUpgrade,
  clusterVersion,
  copyfile,
  console,
  deactivateDisks,
  deactivateMasterIp,
  debugDelay,
  exportInstance,
  debugIallocator,
  debugLocks,
  debugMetad,
  debugSubmitJob,
  debugTestJobqueue,
  debugTestOsparams,
  debugWconfd,
  deleteFilter,
  failover,
  filterAdd,
  filterInfo,
  filterList,
  filterListFields,
  filterReplace,
  groupAdd,
  groupAssignNodes,
  groupEvacuate,
  groupInfo,
  groupList,
  groupListFields,
  groupModify,
  groupRemove,
  groupRename,
  groupShowIspecsCmd,
  growDisk,
  importInstance,
  instanceInfo,
  instanceList,
  instanceListFields,
  jobArchive,
  jobAutoarchive,
  jobCancel,
  jobChangePriority,
  jobInfo,
  jobList,
  jobListFields,
  jobWait,
  jobWatch,
  ...listTags,
  masterFailover,
  masterPing,
  migrate,
  modify,
  move,
  networkAdd,
  networkConnect,
  networkDisconnect,
  networkInfo,
  networkList,
  networkListFields,
  networkModify,
  networkRemove,
  nodeAdd,
  nodeEvacuate,
  nodeFailover,
  nodeHealth,
  nodeInfo,
  nodeList,
  nodeListDrbd,
  nodeListFields,
  nodeListStorage,
  nodeMigrate,
  nodeModify,
  nodeModifyStorage,
  nodePower,
  nodePowercycle,
  nodeRemove,
  nodeRepairStorage,
  nodeRestrictedCommand,
  nodeVolumes,
  osDiagnose,
  osInfo,
  osList,
  osModify,
  reboot,
  recreateDisks,
  redistConf,
  reinstall,
  remove,
  rename,
  renewCrypto,
  repairDiskSizes,
  replaceDisks,
  searchTags,
  shutdown,
  startup,
  storageDiagnose,
  storageInfo,
  verify,
  verifyDisks,
  watcher,
]

/** Every opcode, by name. */
export const OPCODES: Record<string, Opcode> = Object.fromEntries(
  COMMANDS.flatMap((command) => command.opcodes ?? []).map((opcode) => [opcode.name, opcode]),
)

const nameOf = (spec: CommandSpec): string => `${spec.program} ${spec.name}`

const behaving = new Map(COMMANDS.map((command) => [nameOf(command.spec), command]))

/** The gnt-* programs: each parses its words and becomes the program of the command it was given. */
const dispatcher = (name: ProgramName): Program =>
  defineProgram({
    vars: {},
    steps: {
      parse: (p) => {
        const program = programsOf(p).get(name)
        if (!program) {
          p.err(`bash: ${name}: command not found\n`)
          return exit(127, { is: 'no command', word: name })
        }
        const version = `(ganeti ${packageVersion(p)}) ${p.behaviour.software}`
        const parsed = parseProgramLine(program, p.argv.slice(1), { versionText: version })
        if (parsed.kind === 'reply') {
          p.out(parsed.stdout)
          p.err(parsed.stderr)
          return exit(parsed.exit, parsed.exit === 0 ? undefined : parsed.cause)
        }
        const { spec, options, args } = parsed
        if (!behaving.has(nameOf(spec))) {
          p.err(
            `${nameOf(spec)}: real Ganeti has this command; this trainer does not simulate it yet\n`,
          )
          return exit(1, { is: 'not simulated' })
        }
        const odd = spec.options.find((option) => isRefused(option, options))
        if (odd) {
          p.err(
            `${nameOf(spec)} ${odd.flags.at(-1)}: real Ganeti has this option; this trainer does not simulate it yet\n`,
          )
          return exit(1, { is: 'not simulated' })
        }
        logCommand(p)
        const named = withoutLabels(p, spec.args, args)
        return { next: 'become', program: nameOf(spec), vars: { options, args: named } }
      },
    },
  })

/** Whether an option was given that is not simulated. */
const isRefused = ({ unread, dest, default: usual }: OptionSpec, options: OptionValues): boolean =>
  unread === 'not simulated' && JSON.stringify(own(options, dest)) !== JSON.stringify(usual)

/** Labels of the picture ("dX") stand for instance names wherever a command takes an instance. */
const withoutLabels = (
  p: ProgramContext,
  specs: readonly ArgSpec[],
  args: readonly string[],
): string[] =>
  args.map((arg, i) => {
    const kind = (specs[i] ?? specs.at(-1))?.kind
    return kind === 'instance' ? (own(p.world.labels, arg) ?? arg) : arg
  })

/** Every gnt-* program and every command behind it, by the name under which the engine starts them. */
export const GNT_PROGRAMS: Record<string, Program> = {
  ...Object.fromEntries(PROGRAM_NAMES.map((name) => [name, dispatcher(name)])),
  ...Object.fromEntries(
    COMMANDS.map((command) => [nameOf(command.spec), programOf(command, reachMaster)]),
  ),
}
