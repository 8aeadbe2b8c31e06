import { ConditionalCheckFailedException, ThrottlingException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dynamoChannelStates } from '../../../../shared/aws/pushing/channel-states.ts';
import type { ChannelStates } from '../../../../shared/ports/pushing/gate-ports.ts';
import { later, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const PAUSE = { by: 'stockline', at: NOON, why: 'no credentials' };
const READ = { failures: 5, opened: 1, openUntil: NOON };

/** The channel's state with a client that answers one call after the other. */
function answering(...answers: readonly unknown[]) {
  const left = [...answers];
  const send = async () => {
    const answer = left.shift();
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  return { states: dynamoChannelStates({ send } as unknown as DynamoDBDocumentClient, 'table'), left };
}

const refused = (attempts: number) =>
  new ConditionalCheckFailedException({ message: 'refused', $metadata: { attempts } });

type Case = readonly [string, write: (states: ChannelStates) => Promise<boolean>, ours: object, theirs: object];

const CASES: readonly Case[] = [
  [
    'takes the probe',
    (states) => states.takeProbe(SHOPIFY, READ, later(40)),
    { openUntil: later(40) },
    { openUntil: later(41) },
  ],
  [
    'opens the circuit',
    (states) => states.openCircuit(SHOPIFY, READ, later(10)),
    { openUntil: later(10) },
    { openUntil: later(11) },
  ],
  [
    'trips a breaker',
    (states) => states.trip(SHOPIFY, 'zeros', NOON),
    { zerosTrippedAt: NOON },
    { zerosTrippedAt: later(1) },
  ],
  [
    'pauses the channel',
    (states) => states.pauseUnlessPaused(SHOPIFY, PAUSE),
    { paused: PAUSE },
    { paused: { ...PAUSE, by: 'ada' } },
  ],
];

describe.each(CASES)('a write that %s', (_what, write, ours, theirs) => {
  it('is done where it met its own first try: that answer was lost, and the SDK sent it again', async () => {
    expect(await write(answering(refused(2), { Items: [{ shapeVersion: 1, ...ours }] }).states)).toBe(true);
  });

  it('is not done where another was first', async () => {
    expect(await write(answering(refused(2), { Items: [{ shapeVersion: 1, ...theirs }] }).states)).toBe(false);
    const { states, left } = answering(refused(1), 'never asked');
    expect(await write(states)).toBe(false);
    expect(left).toHaveLength(1);
  });
});

describe('a probe that is left', () => {
  it('is left while the table fails, as soon as it answers', async () => {
    const throttled = new ThrottlingException({ message: 'slow down', $metadata: { attempts: 5 } });
    const hung = new Error('TimeoutError');
    const { states, left } = answering(hung, throttled, hung, {});
    await states.leaveProbe(SHOPIFY, READ, later(40), NOON);
    expect(left).toHaveLength(0);
  });
});
