import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  fedFunction,
  functionNamed,
  logicalId,
  longestNames,
  resources,
  statementsOf,
  synthesise,
} from './synthesis.ts';

const { template } = synthesise();

/** What each function's messages reach, by logical id: functions by their names, queues and buses in between. */
function reachableFrom(edges: ReadonlyMap<string, readonly string[]>, start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const ahead = [...(edges.get(start) ?? [])];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (!reached.has(next)) {
      reached.add(next);
      ahead.push(...(edges.get(next) ?? []));
    }
  }
  return reached;
}

/** Who sends to what, read from the policies, the rules and the event sources of the template. */
function messagePaths(stack: Template): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  const add = (from: string, to: string) => edges.set(from, [...(edges.get(from) ?? []), to]);
  for (const each of resources(stack, 'AWS::Lambda::Function')) {
    const sends = statementsOf(stack, each).filter(({ Action }) =>
      [Action].flat().some((action) => action === 'sqs:SendMessage' || action === 'events:PutEvents'),
    );
    for (const target of sends.flatMap(({ Resource }) => [Resource].flat())) {
      add(each.id, logicalId(target));
    }
  }
  for (const { properties } of resources(stack, 'AWS::Events::Rule')) {
    for (const { Arn } of (properties['Targets'] ?? []) as readonly { readonly Arn: unknown }[]) {
      add(logicalId(properties['EventBusName'] ?? 'default'), logicalId(Arn));
    }
  }
  for (const source of resources(stack, 'AWS::Lambda::EventSourceMapping')) {
    add(logicalId(source.properties['EventSourceArn']), fedFunction(stack, source).id);
  }
  return edges;
}

describe('recursive loops', () => {
  const edges = messagePaths(template);
  const functions = resources(template, 'AWS::Lambda::Function');
  const nameOf = (properties: Readonly<Record<string, unknown>>) => String(properties['FunctionName']);

  it('are allowed to exactly those functions whose messages lead back to them', () => {
    const looping = functions.filter(({ id }) => reachableFrom(edges, id).has(id));
    const allowed = functions.filter(({ properties }) => properties['RecursiveLoop'] === 'Allow');
    expect(allowed.map(({ properties }) => nameOf(properties)).sort()).toEqual(
      looping.map(({ properties }) => nameOf(properties)).sort(),
    );
  });

  it('are those of holds, pushes, checks, postings and orders that are read back: a new one needs a bound', () => {
    const allowed = functions.filter(({ properties }) => properties['RecursiveLoop'] === 'Allow');
    const kinds = new Set(allowed.map(({ properties }) => nameOf(properties).replace(/^stockline-(\w+)-.*$/, '$1')));
    expect([...kinds].sort()).toEqual(['check', 'expire', 'post', 'push', 'read']);
  });

  it('end elsewhere after Lambda’s 16 rounds', () => {
    const others = functions.filter(({ properties }) => properties['RecursiveLoop'] !== 'Allow');
    expect(others.length).toBeGreaterThan(0);
    expect(others.every(({ properties }) => properties['RecursiveLoop'] === 'Terminate')).toBe(true);
  });

  it('are found also where a function may send to so many queues that the CDK splits its policy', () => {
    const { channels } = longestNames(75);
    const shops = channels.filter(({ platform }) => platform === 'shopify');
    const { template: many } = synthesise({ locations: ['main'], channels: shops });
    expect(shops).toHaveLength(25);
    expect(resources(many, 'AWS::IAM::ManagedPolicy')).toHaveLength(1);
    const receiver = functionNamed(many, 'stockline-receive-shopify');
    // The observations, those to pack, and of each shop its checks and its orders to read.
    expect(
      statementsOf(many, receiver)
        .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
        .flatMap(({ Resource }) => [Resource].flat()),
    ).toHaveLength(2 + 2 * shops.length);
    expect(messagePaths(many).get(receiver.id)).toHaveLength(2 + 2 * shops.length);
  });
});
