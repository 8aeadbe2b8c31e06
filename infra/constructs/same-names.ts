/** Refuses channels whose ids would give two resources one name. */
import type { Stack } from 'aws-cdk-lib';
import { type Channel, outputSuffix } from '../channels/setup.ts';
import { StocklineFunction } from './stockline-function.ts';

/**
 * Fails the synthesis when the ids of two channels lead to one name: CloudFormation would find out half-way through a
 * deployment, or one of two outputs would silently be missing.
 */
export function refuseSameNames(stack: Stack, channels: readonly Channel[]): void {
  stack.node.addValidation({ validate: () => [...sameFunctions(stack), ...sameOutputs(channels)] });
}

function sameFunctions(stack: Stack): string[] {
  const functions = stack.node.findAll().filter((each) => each instanceof StocklineFunction);
  return [...Map.groupBy(functions, ({ name }) => name)].flatMap(([name, group]) => {
    const ids = new Set(group.flatMap(({ channels }) => channels.map(({ id }) => `“${id}”`)));
    return group.length > 1
      ? [`Two functions would be called stockline-${name}: give one of the channels ${[...ids].join(', ')} another id.`]
      : [];
  });
}

/** Commands find outputs by their names in lower case, and dead letters by ids of the template, which have no dashes. */
function sameOutputs(channels: readonly Channel[]): string[] {
  const byName = Map.groupBy(channels, (channel) => outputSuffix(channel).toLowerCase());
  return [...byName.values()].flatMap((group) => {
    const ids = group.map(({ id }) => `“${id}”`).join(' and ');
    const names = [...new Set(group.map(outputSuffix))].join(' or ');
    return group.length > 1
      ? [`Channels ${ids} would both be called ${names} in the stack’s outputs: give one another id.`]
      : [];
  });
}
