import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { readMessages } from '../../../../shared/aws/messaging/read-messages.ts';
import { holdTimerMessage, observationMessage } from '../../../../shared/aws/shapes/messages.ts';
import { keptJournal, MUG, NOON, orderLine } from '../../../fakes/facts.ts';

function record(messageId: string, body: string, group?: string): SQSRecord {
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'stockline',
      ApproximateFirstReceiveTimestamp: '0',
      ...(group !== undefined && { MessageGroupId: group }),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:hold-expiry',
    awsRegion: 'eu-central-1',
  };
}

const timer = { id: 'basket-1', sku: MUG, askedAt: NOON };
const readable = JSON.stringify(holdTimerMessage.stamp(timer));

describe('a batch of messages', () => {
  it.each([
    ['is not JSON', '{"id": "basket-1', 'it is not JSON'],
    ['is of a newer version', JSON.stringify({ ...timer, shapeVersion: 2 }), 'a newer version of Stockline wrote it'],
    ['lacks a field', JSON.stringify({ id: 'basket-1', askedAt: NOON }), 'sku: "sku" is expected'],
    ['has an identifier that none can have', JSON.stringify({ ...timer, sku: '' }), 'sku: A SKU has 1 to 255'],
  ])('gives back a message that %s, and says which and why', (_, body, why) => {
    const journal = keptJournal();
    const { messages, unreadable } = readMessages(
      [record('1', body), record('2', readable)],
      holdTimerMessage,
      journal,
    );
    expect(messages.map(({ id, body: read }) => [id, read])).toEqual([['2', timer]]);
    expect(unreadable.map(({ messageId }) => messageId)).toEqual(['1']);
    expect(journal.lines).toEqual([
      expect.stringContaining(`message 1 in the queue hold-expiry) cannot be read: ${why}`),
    ]);
  });

  const body = JSON.stringify(observationMessage.stamp({ sku: MUG, observations: [orderLine()] }));
  const newer = JSON.stringify({ sku: MUG, observations: [{ ...orderLine(), shapeVersion: 99 }], shapeVersion: 1 });

  it('says which messages no version will ever read: nothing of their group waits behind them', () => {
    const records = [record('1', '?', 'MUG'), record('2', body, 'MUG'), record('3', newer, 'CUP')];
    const { messages, unreadable, hopeless } = readMessages(records, observationMessage, keptJournal());
    expect(messages.map(({ id }) => id)).toEqual(['2']);
    expect(unreadable.map(({ messageId }) => messageId)).toEqual(['1', '3']);
    expect(hopeless.map(({ messageId }) => messageId)).toEqual(['1']);
  });

  it('in order gives back also what comes after one of a newer version in its group', () => {
    const records = [
      record('1', body, 'MUG'),
      record('2', newer, 'MUG'),
      record('3', body, 'MUG'),
      record('4', body, 'CUP'),
    ];
    const { messages, unreadable } = readMessages(records, observationMessage, keptJournal());
    expect(messages.map(({ id }) => id)).toEqual(['1', '4']);
    expect(unreadable.map(({ messageId }) => messageId)).toEqual(['2', '3']);
  });
});
