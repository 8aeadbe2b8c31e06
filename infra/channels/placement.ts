/** In which stack the resources of each channel stand. */
import { NestedStack, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import type { StocklineConfig } from '../../shared/config.ts';
import { type Channel, outputSuffix } from './setup.ts';

/**
 * A selling channel takes up to 100 resources, and a stack may have 500 (CloudFormation quotas, 2026-11): the first four
 * selling channels of the configuration stand in the stack itself, each further one in a nested stack of its own. New
 * channels belong at the end of the list: one that comes from a nested stack into the stack itself, or the other way
 * round, is made anew under other names, and what waits in its queues is lost.
 */
export const CHANNELS_IN_THE_STACK = 4;

export class Placement {
  readonly #stack: Stack;
  readonly #nested: ReadonlyMap<string, NestedStack>;

  constructor(stack: Stack, config: StocklineConfig) {
    this.#stack = stack;
    const further = sellingChannels(config).slice(CHANNELS_IN_THE_STACK);
    this.#nested = new Map(
      further.map((channel) => [
        channel.id,
        new NestedStack(stack, `More${outputSuffix(channel)}`, { description: `Stockline: the channel ${channel.id}` }),
      ]),
    );
  }

  /** The stack that the channel's resources stand in. */
  stackOf({ id }: Pick<Channel, 'id'>): Stack {
    return this.#nested.get(id) ?? this.#stack;
  }

  /**
   * Scope and id of the channel's part of a group of constructs, one per channel: in the group under the channel's id, or in
   * the channel's nested stack under the group's.
   */
  partOf(group: Construct, { id }: Pick<Channel, 'id'>): readonly [scope: Construct, id: string] {
    const nested = this.#nested.get(id);
    return nested === undefined ? [group, id] : [nested, group.node.id];
  }

  /**
   * The same for a part that stands in the group under its name and the channel's id: in the channel's nested stack it has
   * its name alone.
   */
  ownPartOf(group: Construct, { id }: Pick<Channel, 'id'>, name: string): readonly [scope: Construct, id: string] {
    const nested = this.#nested.get(id);
    return nested === undefined ? [group, `${name}-${id}`] : [nested, name];
  }

  /** The nested stacks, in the order of their channels. */
  get nested(): readonly NestedStack[] {
    return [...this.#nested.values()];
  }
}

/** What sets the names of a place apart from those of other stages and of the stack itself, in order. */
export function nameParts(scope: Construct, stage: string | undefined): readonly string[] {
  const isNested = Stack.of(scope).nestedStackParent !== undefined;
  return [...(stage === undefined ? [] : [stage]), ...(isNested ? ['more'] : [])];
}
