import {
  EventBridgeClient,
  ListEventBusesCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type Delivery, startReceiver } from '../sandbox/kernel/webhook-receiver.ts';
import { alertQueues, type OwnQueue, ownQueue } from './alerting/queues.ts';
import { emulatorClientConfig } from './emulator.ts';
import { stockline } from './operating/operator.ts';
import { eventually, type RunningStack, startStack } from './running-stack.ts';

const MINUTES = 120_000;
const SKU = 'DEMO-001';

/** What the webhook called chat answers to what it is sent next; 200 where nothing is left. */
const chatAnswers: number[] = [];
let erp: Awaited<ReturnType<typeof startReceiver>>;
let chat: Awaited<ReturnType<typeof startReceiver>>;
let stack: RunningStack;
/** Takes what the product's bus has for a rule of the merchant's own. */
let onBus: OwnQueue;
/** Takes what is published for the mail: MiniStack sends none. */
let mailed: OwnQueue;
let secret = '';

beforeAll(async () => {
  erp = await startReceiver();
  chat = await startReceiver(() => chatAnswers.shift() ?? 200);
  const webhooks = [
    { id: 'erp', url: erp.url },
    { id: 'chat', url: chat.url },
  ];
  stack = await startStack('own', 'one', {
    STOCKLINE_ALERTS: JSON.stringify({ email: 'shop@example.com', webhooks }),
  });
  const config = emulatorClientConfig(stack.outputs.aws.endpoint);
  onBus = await ownQueue(config, 'own-rule');
  await ownRule(config, onBus);
  mailed = await ownQueue(config, 'mail');
  const topics = new SNSClient(config);
  const { Topics = [] } = await topics.send(new ListTopicsCommand({}));
  const TopicArn = Topics.map((topic) => topic.TopicArn ?? '').find((arn) => arn.includes('AlertingMail'));
  await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: mailed.arn }));
  const read = new GetSecretValueCommand({ SecretId: 'stockline/alerts' });
  const { SecretString = '' } = await new SecretsManagerClient(config).send(read);
  secret = `whsec_${JSON.parse(SecretString).signingSecret}`;
}, 300_000);

afterAll(async () => {
  await Promise.all([erp.close(), chat.close()]);
  await stack.stop();
}, 30_000);

const available = async () => (await stack.api(`/stock/${SKU}`)).body['available'];
const isLeft = (quantity: number) => eventually(async () => (await available()) === quantity);

/** What it says, where its signature proves it: as a receiver reads it with the specification's own library. */
function verified({ rawBody, headers }: Delivery) {
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return new Webhook(secret).verify(rawBody, given) as { type: string; timestamp: string; data: object; text: string };
}

const sold = (id: string, quantity: number) =>
  stack.pos('sale.completed', { id, lines: [{ id: '1', sku: SKU, quantity }] });
const received = (id: string, quantity: number) =>
  stack.pos('stock.received', { id, lines: [{ id: '1', sku: SKU, quantity }] });
const kindsOnBus = async () => (await onBus.taken()).map((text) => JSON.parse(text)['detail-type'] as string);

/** One after the other: the alerts of a SKU follow from all that happened to it before. */
describe('a SKU with a threshold', () => {
  it(
    'alerts nobody while it has more than that',
    async () => {
      expect(await stockline(stack, ['policy', 'set', '--sku', SKU, '--low-at', '10', '--yes'])).toMatchObject({
        code: 0,
      });
      expect((await stack.buy('shopify', SKU, 85)).status).toBe(201);
      await isLeft(15);
      expect(await kindsOnBus()).toEqual([]);
    },
    MINUTES,
  );

  it(
    'is low: each webhook takes it once, signed, and that which answers 500 gets the same message again',
    async () => {
      chatAnswers.push(500);
      await sold('till-low', 7);
      await isLeft(8);
      await eventually(() => erp.deliveries.length >= 1 && chat.deliveries.length >= 2);
      expect(erp.deliveries.map(verified)).toEqual([
        {
          type: 'stock.low',
          timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
          data: { sku: SKU, seq: 3, available: 8, threshold: 10 },
          text: `${SKU} is low: 8 left (alert at 10).`,
        },
      ]);
      const [refused, taken] = chat.deliveries;
      expect(taken?.headers['webhook-id']).toBe(refused?.headers['webhook-id']);
      expect(chat.deliveries.map((delivery) => verified(delivery).type)).toEqual(['stock.low', 'stock.low']);
    },
    MINUTES,
  );

  it(
    'is low still: the sale that made it so is reported again, and its alert, which is on the bus again, reaches nobody twice',
    async () => {
      await sold('till-low', 7);
      await eventually(async () => (await kindsOnBus()).join() === 'stock.low,stock.low');
      await sold('till-less', 1);
      await isLeft(7);
    },
    MINUTES,
  );

  it(
    'is out, is not back with a few, and is back with more',
    async () => {
      expect((await stack.buy('square', SKU, 7)).status).toBe(201);
      await isLeft(0);
      await received('receipt-few', 11);
      await isLeft(11);
      await received('receipt-more', 9);
      await isLeft(20);
      await eventually(async () => (await alertQueues(stack)).every(({ messages }) => messages === 0));
      await eventually(() => erp.deliveries.length >= 3 && chat.deliveries.length >= 4);
      const all = ['stock.back', 'stock.low', 'stock.out'];
      expect(erp.deliveries.map((delivery) => verified(delivery).type).toSorted()).toEqual(all);
      expect(chat.deliveries.map((delivery) => verified(delivery).type).toSorted()).toEqual(
        [...all, 'stock.low'].toSorted(),
      );
      const mails = (await mailed.taken()).map((text) => JSON.parse(text) as { Subject: string; Message: string });
      const lines = mails.flatMap(({ Message }) => Message.split('\n')).map((line) => line.replace(/ {2}\(.*\)$/, ''));
      expect(lines.toSorted()).toEqual([
        `${SKU} is back: 20 available.`,
        `${SKU} is low: 8 left (alert at 10).`,
        `${SKU} is out of stock.`,
      ]);
      expect(stack.refused()).toEqual([]);
    },
    2 * MINUTES,
  );
});

describe('npx stockline notify test', () => {
  it(
    'sends a test to all, and says who took it and why another did not',
    async () => {
      const [before, mailsBefore] = [erp.deliveries.length, (await mailed.taken()).length];
      chatAnswers.push(500);
      const refused = await stockline(stack, ['notify', 'test']);
      expect(refused).toMatchObject({
        code: 1,
        stdout: 'ok  erp took it.\n!!  chat did not take it: it answered 500\nok  mail took it.\n',
      });
      const taken = await stockline(stack, ['notify', 'test', '--json']);
      expect([taken.code, JSON.parse(taken.stdout)]).toEqual([
        0,
        { tested: [{ to: 'erp' }, { to: 'chat' }, { to: 'mail' }] },
      ]);
      const tests = erp.deliveries.slice(before);
      expect(tests.map((delivery) => verified(delivery).data)).toMatchObject([
        { sku: 'STOCKLINE-TEST' },
        { sku: 'STOCKLINE-TEST' },
      ]);
      await eventually(async () => (await mailed.taken()).length === mailsBefore + 2);
    },
    MINUTES,
  );
});

/** A rule as docs/alerts.md says that a merchant may have one. */
async function ownRule(config: ReturnType<typeof emulatorClientConfig>, { arn }: OwnQueue): Promise<void> {
  const events = new EventBridgeClient(config);
  const { EventBuses = [] } = await events.send(new ListEventBusesCommand({}));
  const bus = EventBuses.map(({ Name }) => Name ?? '').find((name) => /^Stockline/i.test(name));
  const pattern = { source: ['stockline'], 'detail-type': ['stock.low', 'stock.out', 'stock.back'] };
  await events.send(new PutRuleCommand({ Name: 'own-rule', EventBusName: bus, EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: 'own-rule', EventBusName: bus, Targets: [{ Id: 'own', Arn: arn }] }));
}
