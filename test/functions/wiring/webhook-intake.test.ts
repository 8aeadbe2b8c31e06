import { describe, expect, it, jest } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { answerWebhook, RECEIVING_MS } from '../../../functions/wiring/webhook-intake.ts';
import { BODY_BYTES_MAX } from '../../../shared/aws/lambda/http.ts';
import { UnusableSecretError } from '../../../shared/channels/secret.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { PermanentError } from '../../../shared/ports/permanent-error.ts';
import { keptJournal, orderLine } from '../../fakes/facts.ts';

const request = (body: string, isBase64Encoded = false) =>
  ({
    rawPath: '/webhooks/till',
    body,
    isBase64Encoded,
    headers: {},
    requestContext: { timeEpoch: Date.parse('2026-11-24T12:00:00.000Z') },
  }) as unknown as APIGatewayProxyEventV2;

/** The door of a till whose every message is refused. */
function refusingDoor(id: string) {
  const journal = keptJournal();
  const send = () => Promise.reject(new Error('nothing is queued'));
  const opened = jest.fn(async () => () => ({ kind: 'notAuthentic' as const, reason: 'wrong signature' }));
  const doors = [{ id: parseChannelId(id), opened }];
  return { journal, opened, doors, ports: { observations: { send }, journal } };
}

describe('a door that is flooded', () => {
  it('refuses each webhook that is not authentic, and writes one line for all of them', async () => {
    const { doors, ports, journal } = refusingDoor('till');
    const answers = await Promise.all(Array.from({ length: 50 }, () => answerWebhook(request('{}'), doors, ports)));
    expect(answers.every(({ statusCode }) => statusCode === 401)).toBe(true);
    expect(journal.lines).toEqual([expect.stringContaining('refused a webhook that is not authentic')]);
    expect(journal.counts.get('NotAuthentic')).toBe(1);
  });

  it('reports those that it did not write a line for with the next one', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2027-01-01T00:00:00.000Z'));
    const { doors, ports, journal } = refusingDoor('till');
    for (let sent = 1; sent <= 5; sent += 1) {
      await answerWebhook(request('{}'), doors, ports);
    }
    clock.mockReturnValue(Date.parse('2027-01-01T00:00:11.000Z'));
    await answerWebhook(request('{}'), doors, ports);
    clock.mockRestore();
    const counted = journal.counts.get('NotAuthentic') ?? 0;
    expect(counted).toBeGreaterThanOrEqual(6);
    expect(journal.lines.at(-1)).toMatch(/refused \d+ webhooks that are not authentic/);
  });

  it.each([
    ['as text', 'x'.repeat(BODY_BYTES_MAX + 1), false],
    ['as base64', 'A'.repeat(Math.ceil(((BODY_BYTES_MAX + 2) * 4) / 3)), true],
  ])('refuses a body that is too large, %s, before it reads a secret', async (_, body, isBase64) => {
    const { doors, ports, opened } = refusingDoor('till');
    expect(await answerWebhook(request(body, isBase64), doors, ports)).toMatchObject({ statusCode: 413 });
    expect(opened).not.toHaveBeenCalled();
  });
});

describe('a function that serves several channels', () => {
  it('proves a webhook with the secret of the channel that its path names', async () => {
    const [other, till] = [refusingDoor('other'), refusingDoor('till')];
    await answerWebhook(request('{}'), [...other.doors, ...till.doors], till.ports);
    expect([other.opened.mock.calls.length, till.opened.mock.calls.length]).toEqual([0, 1]);
  });

  it('knows no channel that is not configured', async () => {
    const { doors, ports } = refusingDoor('other');
    expect(await answerWebhook(request('{}'), doors, ports)).toMatchObject({ statusCode: 404 });
  });
});

describe('a malformed webhook', () => {
  it.each([
    ['data.id', 'data.id: The field is missing.'],
    ['', 'The field is missing.'],
  ])('is answered 400 with its path, “%s”', async (path, message) => {
    const intake = { kind: 'malformed', path, reason: 'The field is missing.' } as const;
    const doors = [{ id: parseChannelId('till'), opened: async () => () => ({ kind: 'authentic' as const, intake }) }];
    const send = async () => undefined;
    const answer = await answerWebhook(request('{}'), doors, {
      observations: { send },
      journal: keptJournal(),
    });
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ error: { message, path } });
  });
});

describe('an authentic webhook', () => {
  const take = async (otherVersion?: string) => {
    const journal = keptJournal();
    const send = async () => undefined;
    const intake = { kind: 'ignored', reason: 'The topic moves no stock.' } as const;
    const verified = { kind: 'authentic' as const, intake, ...(otherVersion !== undefined && { otherVersion }) };
    const doors = [{ id: parseChannelId('till'), opened: async () => () => verified }];
    const ports = { observations: { send }, journal };
    return { answer: await answerWebhook(request('{}'), doors, ports), journal };
  };

  it('that is written in another API version is taken, and counted as such', async () => {
    const { answer, journal } = await take('2025-10');
    expect(answer.statusCode).toBe(200);
    expect(journal.counts.get('OtherVersion')).toBe(1);
    expect(journal.lines.join()).toContain('API version 2025-10');
  });

  it('that is written in ours counts as itself alone', async () => {
    const { answer, journal } = await take();
    expect(answer.statusCode).toBe(200);
    expect([...journal.counts.keys()]).toEqual(['Ignored']);
  });
});

describe('a secret that cannot be read for a moment', () => {
  /** A webhook for a door whose secret fails to be read so many times, with this error. */
  const knock = async (failures: number, error: Error) => {
    let reads = 0;
    const intake = { kind: 'ignored', reason: 'The topic moves no stock.' } as const;
    const opened = async () => {
      reads += 1;
      if (reads <= failures) {
        throw error;
      }
      return () => ({ kind: 'authentic' as const, intake });
    };
    const event = request('{}');
    event.requestContext.timeEpoch = Date.now();
    const send = async () => undefined;
    const ports = { observations: { send }, journal: keptJournal() };
    const status = await answerWebhook(event, [{ id: parseChannelId('till'), opened }], ports).then(
      ({ statusCode }) => statusCode,
      () => 500,
    );
    return { status, reads };
  };

  it('is read again, so that the platform need not send the webhook again minutes later', async () => {
    expect(await knock(2, new Error('TimeoutError'))).toEqual({ status: 200, reads: 3 });
  });

  it.each([
    ['is not usable', new UnusableSecretError('The till secret is not usable: signingSecrets is missing.')],
    ['may not be read', new PermanentError('Secret stockline/till: AccessDeniedException')],
  ])('is read once where it %s: a door that nobody connected holds up nothing', async (_, error) => {
    expect(await knock(2, error)).toEqual({ status: 500, reads: 1 });
  });
});

describe('a queue that does not answer for a moment', () => {
  /** Sends a sale that came so long ago, through a queue that fails so many times. */
  const sell = async (ageMs: number, failures: number) => {
    let calls = 0;
    const send = async () => {
      calls += 1;
      if (calls <= failures) {
        throw new Error('no answer');
      }
    };
    const intake = { kind: 'observations', observations: [orderLine()], ignored: [] } as const;
    const doors = [{ id: parseChannelId('till'), opened: async () => () => ({ kind: 'authentic' as const, intake }) }];
    const event = request('{}');
    event.requestContext.timeEpoch = Date.now() - ageMs;
    const ports = { observations: { send }, journal: keptJournal() };
    const status = await answerWebhook(event, doors, ports).then(
      ({ statusCode }) => statusCode,
      () => 500,
    );
    return { status, calls };
  };

  it('is asked again, so that the platform need not send the webhook again minutes later', async () => {
    expect(await sell(0, 4)).toEqual({ status: 200, calls: 5 });
  });

  it('is asked once where the platform does not wait any longer', async () => {
    expect(await sell(RECEIVING_MS + 1_000, 4)).toEqual({ status: 500, calls: 1 });
  });
});
