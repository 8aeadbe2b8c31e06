import { describe, expect, it, jest } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { answerWebhook } from '../../../functions/wiring/webhook-intake.ts';
import { BODY_BYTES_MAX } from '../../../shared/aws/lambda/http.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { keptJournal } from '../../fakes/facts.ts';

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
  return { journal, opened, doors, ports: { observations: { send, replay: send }, journal } };
}

describe('a door that is flooded', () => {
  it('refuses each webhook that is not authentic, and writes one line for all of them', async () => {
    const { doors, ports, journal } = refusingDoor('till');
    const answers = await Promise.all(Array.from({ length: 50 }, () => answerWebhook(request('{}'), doors, ports)));
    expect(answers.every(({ statusCode }) => statusCode === 401)).toBe(true);
    expect(journal.lines).toHaveLength(1);
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
      observations: { send, replay: send },
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
    const ports = { observations: { send, replay: send }, journal };
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
