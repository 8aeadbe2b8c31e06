import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { receiveMessages } from '../../../functions/wiring/queue-intake.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { Intake } from '../../../shared/ports/channel/channel.ts';
import { keptJournal, NOON, orderLine } from '../../fakes/facts.ts';

const channel = { id: parseChannelId('warehouse'), platform: 'pos' as const };

const record = (messageId: string) =>
  ({ messageId, body: messageId, attributes: { SentTimestamp: String(Date.parse(NOON)) } }) as SQSRecord;

describe('messages of a channel’s queue', () => {
  it('come back, each for itself, when they are malformed or cannot be queued: nothing is dropped', async () => {
    const queued: Observation[] = [];
    const send = async (observations: readonly Observation[]) => {
      if (observations.some(({ occurredAt }) => occurredAt !== NOON)) {
        throw new Error('queue down');
      }
      queued.push(...observations);
    };
    const said: Record<string, Intake> = {
      good: { kind: 'observations', observations: [orderLine()], ignored: [] },
      unsent: { kind: 'observations', observations: [orderLine({ at: 'later' })], ignored: [] },
      malformed: { kind: 'malformed', path: 'x', reason: 'y' },
      ignored: { kind: 'ignored', reason: 'nothing' },
    };
    const ports = { observations: { send, replay: send }, journal: keptJournal() };
    const handler = receiveMessages(ports, channel, {
      translate({ body, receivedAt }) {
        expect(receivedAt).toBe(NOON);
        const intake = said[body];
        if (intake === undefined) {
          throw new Error('a translation that breaks');
        }
        return intake;
      },
    });
    const returned = await handler(['good', 'malformed', 'unsent', 'ignored', 'broken'].map(record));
    // A sale may be in what could not be queued; reading again what is malformed changes nothing.
    expect(returned).toEqual([
      { id: 'malformed', retryAfterMs: 60_000 },
      { id: 'unsent', retryAfterMs: 1_000 },
      { id: 'broken', retryAfterMs: 1_000 },
    ]);
    expect(queued).toEqual([orderLine()]);
  });
});
