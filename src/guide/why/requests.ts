import { listed, oneOf } from '../../lib/listed.ts'
import { own } from '../../lib/own.ts'
import { shortName as short } from '../../sim/cluster/called.ts'
import { mastersOf } from '../../sim/cluster/newest.ts'
import type { CauseAnswers } from './answer.ts'
import { adviceOn, namesOf, stateOf } from './state.ts'

/** Requests that end before there is a job: the wrong node, wrong words, no daemon, no majority. */
export const REQUESTS = {
  'not master': {
    saw: ({ node }) =>
      `Only the master answers this command, and by the files of this node the master is ${short(node)}.`,
    next: ({ node }, world) =>
      mastersOf(world).includes(node)
        ? `Open the console of ${short(node)} and type the command there.`
        : `${short(node)} is not the master any more. gnt-cluster getmaster on another node tells you what that one believes; gnt-cluster redist-conf on the master corrects the files here.`,
  },
  'no cluster': {
    saw: () =>
      'This node has no configuration: it is not part of a cluster, or it has been removed from it.',
    next: (_cause, world) =>
      `Type the command on the master, ${listed(mastersOf(world).map(short))}.`,
  },
  'daemon down': {
    saw: ({ node, word }) =>
      `${short(node)} is the master, but ${word} does not run there, so no daemon takes the request. The instances are not affected.`,
    next: ({ node, word }, world) =>
      own(world.machines, node)?.power.is === 'on'
        ? `On ${short(node)}, run /usr/lib/ganeti/daemon-util start ${word}. If it does not stay up, it may have lost a vote: see which nodes answer, and read its log.`
        : stateOf(world, node),
  },
  usage: {
    saw: () =>
      'The program did not understand the words: an option that it does not have, or too many or too few names. Nothing was sent to Ganeti.',
    next: ({ word }) => `${word} --help shows what it expects.`,
  },
  options: {
    saw: () =>
      'The words are known, but together they do not say what to do: something is missing, or two options exclude each other.',
    next: () => 'Read the message again: it names the options. The manual page has examples.',
  },
  value: {
    saw: ({ word }) =>
      `${word === '' ? 'A value' : `“${word}”`} is not of the kind that is expected there.`,
    next: () => 'Check units, spelling and the order of words in the manual page of the command.',
  },
  'not found': {
    saw: ({ what, word }) => `Ganeti knows no ${what} that “${word}” stands for.`,
    next: ({ what, word }, world) => {
      const names = namesOf(world, what)
      const near = names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()))
      if (near.length > 1)
        return `“${word}” could be ${oneOf(near)}: Ganeti takes a whole name or its part before the first dot, never only its beginning.`
      return names.length > 0 && names.length <= 12
        ? `There ${names.length > 1 ? 'are' : 'is'} ${listed(names)}.`
        : 'The list command of the same program shows all names.'
    },
  },
  exists: {
    saw: ({ what, word }) => `There is a ${what} with that name already: ${short(word)}.`,
    next: ({ what, word }) =>
      what === 'node'
        ? `If ${short(word)} was repaired, gnt-node add --readd ${short(word)} takes it back.`
        : 'Choose another name, or remove the old one first.',
  },
  'not simulated': {
    saw: () => 'A real Ganeti has this. This trainer does not simulate it.',
    next: () => 'There is often another way to the same end: help lists what works here.',
  },
  'queue drained': {
    saw: () =>
      'The job queue of the master is drained: it accepts no new jobs. Lists still work, and jobs that run go on.',
    next: () => 'gnt-cluster queue undrain opens it again. Ask first who closed it and why.',
  },
  'job state': {
    saw: () => 'No job that you named is in a state in which this can be done to it.',
    next: () =>
      'gnt-job list shows the state of each job. A job that runs cannot be canceled; wait for its end.',
  },
  'no command': {
    saw: () => 'The shell found no program with that name.',
    next: () => 'Check the spelling. help lists the commands, and Tab completes a word.',
  },
  unreachable: {
    saw: ({ node }) => `No answer came from ${short(node)}.`,
    next: ({ node }, world) => `${stateOf(world, node)} ${adviceOn(world, node)}`,
  },
  address: {
    saw: ({ word }) => `The name “${word}” stands in no list of hosts.`,
    next: () => 'Check the spelling, or use an option that skips the check of the name.',
  },
  'already master': {
    saw: ({ node }) => `${short(node)} is the master already.`,
    next: () => 'Type master-failover on the node that is to become the master.',
  },
  'no candidate': {
    saw: ({ node }) =>
      `${short(node)} is no master candidate, so it has no copy of the configuration to continue with.`,
    next: () => 'gnt-node list -o name,role shows the candidates (C). Use one of them.',
  },
  'few votes': {
    saw: ({ node, names, needed }) =>
      `${short(node)} asked all nodes who the master is. ${names.length === 0 ? 'No node' : listed(names.map(short))} answered, and ${needed} answers are needed: without a majority it cannot know whether the others go on without it.`,
    next: (_cause, world) => {
      const off = Object.values(world.machines).filter(
        ({ power, cable }) => power.is !== 'on' || cable.is === 'out',
      )
      const who =
        off.length > 0 ? `${listed(off.map(({ name }) => short(name)))} cannot be reached. ` : ''
      return `${who}Bring nodes back until a majority answers. --no-voting asks no one: use it only when you know that no other node is, or becomes, the master.`
    },
  },
  outvoted: {
    saw: ({ node }) =>
      `The other nodes were asked, and most of them name ${short(node)} as the master.`,
    next: ({ node }) =>
      `Ask every node with gnt-cluster getmaster. If ${short(node)} really is the master, this node has old files: gnt-node add --readd, typed there, sends it all of them.`,
  },
  'no voting': {
    saw: () => 'The option --no-voting is dangerous, so it needs --yes-do-it beside it.',
    next: () =>
      'First make sure that no other node is the master. Two masters would each change their own configuration.',
  },
} satisfies Partial<CauseAnswers>
