import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { listed, oneOf } from '../../lib/text/listed.ts'
import { mastersOf } from '../../sim/cluster/current-config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import type { CauseAnswers } from './answer.ts'
import { adviceOn, namesOf, stateOf } from './state.ts'

/** Requests that end before there is a job: the wrong node, wrong words, no daemon, no majority. */
export const REQUESTS = {
  'not master': {
    saw: ({ node }) =>
      t`Only the master answers this command. According to the files of this node, that is ${short(node)}.`,
    next: ({ node }, world) =>
      mastersOf(world).includes(node)
        ? t`Open the console of ${short(node)} and type the command there.`
        : t`${short(node)} is not the master any more. gnt-cluster getmaster on another node shows what that node believes; gnt-cluster redist-conf on the master corrects the files here.`,
  },
  'no cluster': {
    saw: () =>
      t`This node has no configuration: it is not part of a cluster, or it has been removed from it.`,
    next: (_cause, world) =>
      t`Type the command on the master, ${listed(mastersOf(world).map(short))}.`,
  },
  'daemon down': {
    saw: ({ node, word }) =>
      t`${short(node)} is the master, but ${word} does not run there, so no daemon takes the request. The instances are not affected.`,
    next: ({ node, word }, world) =>
      own(world.machines, node)?.power.is === 'on'
        ? t`On ${short(node)}, run /usr/lib/ganeti/daemon-util start ${word}. If it does not stay up, it may have lost a vote: see which nodes answer, and read its log.`
        : stateOf(world, node),
  },
  usage: {
    saw: () =>
      t`The program did not understand the words: an option that it does not have, or too many or too few names. Nothing was sent to Ganeti.`,
    next: ({ word }) => t`${word} --help shows what it expects.`,
  },
  options: {
    saw: () =>
      t`Each word is valid, but not all of them together: something is missing, or two options exclude each other.`,
    next: () => t`Read the message again: it names the options. The manual page has examples.`,
  },
  value: {
    saw: ({ word }) =>
      t`${word === '' ? t`A value` : `“${word}”`} is not of the kind that is expected there.`,
    next: () => t`Check units, spelling and the order of words in the manual page of the command.`,
  },
  'not found': {
    saw: ({ what, word }) => t`Ganeti knows no ${what} called “${word}”.`,
    next: ({ what, word }, world) => {
      if (what === 'tag') return t`The command list-tags of the same program shows the tags.`
      const names = namesOf(world, what)
      const near = names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()))
      if (near.length > 1)
        return t`“${word}” could be ${oneOf(near)}: Ganeti takes a whole name or its part before the first dot, never only its beginning.`
      return names.length > 0 && names.length <= 12
        ? t`There ${names.length > 1 ? 'are' : 'is'} ${listed(names)}.`
        : t`The list command of the same program shows all names.`
    },
  },
  exists: {
    saw: ({ what, word }) => t`There is a ${what} with that name already: ${short(word)}.`,
    next: ({ what, word }) =>
      what === 'node'
        ? t`If ${short(word)} was repaired, gnt-node add --readd ${short(word)} takes it back.`
        : t`Choose another name, or remove the old one first.`,
  },
  'not simulated': {
    saw: () => t`A real Ganeti has this. This trainer does not simulate it.`,
    next: () => t`There is often another way to the same end: help lists what works here.`,
  },
  'queue drained': {
    saw: () =>
      t`The job queue of the master is drained: it accepts no new jobs. Lists still work, and jobs that run go on.`,
    next: () => 'gnt-cluster queue undrain opens it again. Ask first who closed it and why.',
  },
  'job state': {
    saw: () => t`None of the jobs that you named is in a state that allows this.`,
    next: () =>
      'gnt-job list shows the state of each job. A job that runs cannot be canceled; wait for its end.',
  },
  'no command': {
    saw: () => t`The shell found no program with that name.`,
    next: () => t`Check the spelling. help lists the commands, and Tab completes a word.`,
  },
  unreachable: {
    saw: ({ node }) => t`No answer came from ${short(node)}.`,
    next: ({ node }, world) => `${stateOf(world, node)} ${adviceOn(world, node)}`,
  },
  address: {
    saw: ({ word }) => t`No list of hosts contains the name “${word}”.`,
    next: () => t`Check the spelling, or use an option that skips the check of the name.`,
  },
  'already master': {
    saw: ({ node }) => t`${short(node)} is the master already.`,
    next: () => t`Type master-failover on the node that is to become the master.`,
  },
  'no candidate': {
    saw: ({ node }) =>
      t`${short(node)} is not a master candidate, so it has no copy of the configuration to continue with.`,
    next: () => 'gnt-node list -o name,role shows the candidates (C). Use one of them.',
  },
  'few votes': {
    saw: ({ node, names, needed }) =>
      t`${short(node)} asked all nodes who the master is. ${names.length === 0 ? t`No node` : listed(names.map(short))} answered, and ${needed} answers are needed: without a majority it cannot know whether the others go on without it.`,
    next: (_cause, world) => {
      const off = Object.values(world.machines).filter(
        ({ power, cable }) => power.is !== 'on' || cable.is === 'out',
      )
      const who =
        off.length > 0 ? t`${listed(off.map(({ name }) => short(name)))} cannot be reached. ` : ''
      return t`${who}Bring nodes back until a majority answers. --no-voting asks no one: use it only when you know that no other node is, or becomes, the master.`
    },
  },
  outvoted: {
    saw: ({ node }) =>
      t`The other nodes were asked, and most of them name ${short(node)} as the master.`,
    next: ({ node }) =>
      t`Ask every node with gnt-cluster getmaster. If ${short(node)} really is the master, this node has old files: gnt-node add --readd, typed there, sends it all of them.`,
  },
  'no voting': {
    saw: () => t`The option --no-voting is dangerous, so it needs --yes-do-it beside it.`,
    next: () =>
      t`First make sure that no other node is the master. Two masters would each change their own configuration.`,
  },
} satisfies Partial<CauseAnswers>
