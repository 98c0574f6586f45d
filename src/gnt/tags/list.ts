/** list-tags of gnt-cluster, gnt-group, gnt-instance, gnt-network and gnt-node. Source: lib/cli.py, ListTags. */
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { type Command, defineCommand } from '../command.ts'
import * as cluster from '../declared/cluster.ts'
import * as group from '../declared/group.ts'
import * as instance from '../declared/instance.ts'
import * as network from '../declared/network.ts'
import * as node from '../declared/node.ts'
import type { CommandSpec } from '../spec.ts'
import { queryTags, type TagKind } from './kinds.ts'

const listing = (spec: CommandSpec, kind: TagKind): Command =>
  defineCommand({
    spec,
    where: 'master',
    queriesOnly: true,
    vars: {},
    steps: {
      list: (p) => {
        const tags = queryTags(configOn(p.world, p.node), kind, p.vars.args[0] ?? '')
        if (!tags.ok)
          return failure(p, tags.text, {
            is: 'not found',
            what: 'name',
            word: p.vars.args.join(' '),
          })
        for (const tag of [...tags.value].sort()) p.out(`${tag}\n`)
        return exit(0)
      },
    },
  })

/** `list-tags` of every program that has it. */
export const listTags: readonly Command[] = [
  listing(cluster.listTags, 'cluster'),
  listing(group.listTags, 'nodegroup'),
  listing(instance.listTags, 'instance'),
  listing(network.listTags, 'network'),
  listing(node.listTags, 'node'),
]
