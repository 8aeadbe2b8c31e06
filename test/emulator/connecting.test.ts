import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asFunction, invoked } from './as-function.ts';
import { beginEscrow } from './escrow-sale.ts';
import { stockline as runStockline } from './operating/operator.ts';
import { eventually, type RunningStack, startStack } from './running-stack.ts';
import { stockWork } from './stock-work.ts';
import { comparedUpTo, nineHoursPass } from './whole-comparison.ts';

let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack('own', 'stockWork');
}, 300_000);

afterAll(async () => {
  await stack.stop();
}, 30_000);

const stockline = (args: readonly string[], input?: string) => runStockline(stack, args, input);

const problems = async () => {
  const { code, stdout } = await stockline(['doctor', '--json']);
  const { healthy, findings } = JSON.parse(stdout) as {
    healthy: boolean;
    findings: { about: string; check: string; state: string; repair?: string }[];
  };
  expect(code).toBe(healthy ? 0 : 1);
  return findings.filter(({ state }) => state === 'problem');
};

it('a started stack is connected and well, and connecting again changes nothing', async () => {
  expect(await problems()).toEqual([]);
  for (const channel of ['shopify', 'amazon', 'square', 'pos']) {
    const { code, stdout } = await stockline(['connect', channel, '--json']);
    expect([channel, code, JSON.parse(stdout)]).toEqual([
      channel,
      0,
      expect.objectContaining({ kind: 'connected', secret: 'unchanged', left: [] }),
    ]);
    const { steps } = JSON.parse(stdout) as { steps: { kind: string }[] };
    expect(steps.every(({ kind }) => kind === 'keep')).toBe(true);
  }
}, 120_000);

it('what is removed at a platform is diagnosed with the command that repairs it, and repaired by it', async () => {
  const token = 'EAAAsandbox';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const subscriptions = `${stack.outputs.sandbox.square}/v2/webhooks/subscriptions`;
  const listed = (await (await fetch(subscriptions, { headers })).json()) as { subscriptions: [{ id: string }] };
  await fetch(`${subscriptions}/${listed.subscriptions[0].id}`, { method: 'DELETE', headers });
  expect(await problems()).toEqual([
    expect.objectContaining({ about: 'square', check: 'subscriptions', repair: 'npx stockline connect square' }),
  ]);
  const asked = await stockline(['connect', 'square']);
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('add --yes')]);
  expect(await stockline(['connect', 'square', '--yes'])).toMatchObject({ code: 0 });
  expect(await problems()).toEqual([]);
}, 120_000);

it('wrong credentials are refused and change nothing, and what is not given as it should be is wrong usage', async () => {
  const wrong = await stockline(['connect', 'amazon', '--yes', '--credentials', '-'], '{"refreshToken":"wrong"}');
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('Nothing was written')]);
  for (const args of [['connect'], ['connect', 'nobody'], ['connect', 'square', 'amazon']]) {
    expect([args, (await stockline(args)).code]).toEqual([args, 2]);
  }
  const broken = await stockline(['connect', 'square', '--yes', '--credentials', '-'], '{"accessToken": secret-text');
  expect([broken.code, broken.stderr]).toEqual([2, expect.not.stringContaining('secret-text')]);
  expect(await problems()).toEqual([]);
}, 120_000);

describe('the policies of the functions', () => {
  it('allow every call that functions make for a sale on each channel, a sale at a till, a hold and its end', async () => {
    for (const [channel, sku] of [
      ['shopify', 'DEMO-001'],
      ['amazon', 'DEMO-002'],
      ['square', 'DEMO-003'],
    ] as const) {
      expect((await stack.buy(channel, sku, 2)).status).toBe(201);
    }
    await stack.pos('sale.completed', { id: 'till-1', lines: [{ id: '1', sku: 'DEMO-004', quantity: 2 }] });
    const atCounter = { id: 'till-2', location: 'counter', lines: [{ id: '1', sku: 'DEMO-006', quantity: 3 }] };
    await stack.pos('sale.completed', atCounter);
    const hold = { id: 'held', sku: 'DEMO-005', quantity: 2, ttlSeconds: 5 };
    expect((await stack.api('/holds', { method: 'POST', body: JSON.stringify(hold) })).status).toBe(201);
    // Square sells from a place of its own: what is sold there is on no other channel, and the other way round.
    for (const [sku, figures] of [
      ['DEMO-001', [98, 98, 100]],
      ['DEMO-002', [98, 98, 100]],
      ['DEMO-003', [100, 100, 98]],
      ['DEMO-004', [98, 98, 100]],
      ['DEMO-006', [100, 100, 97]],
    ] as const) {
      await eventually(async () => {
        const shown = await Promise.all(CHANNELS.map((channel) => stack.shows(channel, sku)));
        return shown.join() === figures.join();
      }, 120);
    }
    await eventually(async () => (await stack.api('/holds/held')).body['status'] === 'expired', 60);
    expect(stack.refused()).toEqual([]);
  }, 300_000);

  it('allow what a sweep calls, and the comparison of the whole catalogue after it', async () => {
    for (const channel of CHANNELS) {
      await nineHoursPass(stack, channel);
      const before = await comparedUpTo(stack, channel);
      expect([channel, await invoked(stack, `stockline-sweep-${channel}`)]).toEqual([channel, 'succeeded']);
      expect((await comparedUpTo(stack, channel)) > before).toBe(true);
    }
    expect(stack.refused()).toEqual([]);
  }, 300_000);

  it('allow what a SKU under escrow takes: units move between channels, and are sold', async () => {
    await beginEscrow(stack);
    await eventually(async () => (await stack.buy('shopify', 'FLASH', 1)).status === 201, 120);
    // 200 at the main place, and 200 at the counter where Square sells.
    await eventually(async () => (await stack.api('/stock/FLASH')).body['available'] === 399, 120);
    await eventually(async () => {
      const { inForce } = (await stack.api('/stock/FLASH')).body['escrow'] as { readonly inForce: boolean };
      return inForce;
    }, 120);
    expect(stack.refused()).toEqual([]);
  }, 400_000);

  it('refuse what no function has to do: to delete, to rebuild, and to reach into another channel', async () => {
    const { table } = stack.outputs;
    const push = await asFunction(stack, 'stockline-push-shopify');
    const receive = await asFunction(stack, 'stockline-receive-shopify');
    const post = await asFunction(stack, 'stockline-post-observations');
    const pos = await asFunction(stack, 'stockline-receive-pos');
    const head = { pk: { S: 'SKU#DEMO-001' }, sk: { S: 'CARD' } };
    expect(await push.getItem(table, head)).toBe('allowed');
    expect(await push.readSecret('stockline/shopify')).toBe('allowed');
    expect(await receive.sendMessage('DriftChecksshopifyWaitingQueue')).toBe('allowed');
    expect(
      Object.fromEntries(
        await Promise.all(
          [
            ['push deletes an entry', push.deleteItem(table, head)],
            ['post deletes an entry', post.deleteItem(table, head)],
            ['post deletes the table', post.deleteTable(table)],
            ['push reads another channel’s secret', push.readSecret('stockline/square')],
            ['push reads the token of the API', push.readSecret('stockline/api')],
            ['receive-shopify reads the ledger', receive.getItem(table, head)],
            ['receive-pos reads a SKU', pos.getItem(table, head)],
            ['post reads a secret', post.readSecret('stockline/shopify')],
            ['push queues an observation', push.sendMessage('IntakeObservationsQueue')],
            [
              'receive-shopify asks for checks of another channel',
              receive.sendMessage('DriftChecksamazonWaitingQueue'),
            ],
          ].map(async ([what, answer]) => [what, await answer]),
        ),
      ),
    ).toEqual({
      'push deletes an entry': 'denied',
      'post deletes an entry': 'denied',
      'post deletes the table': 'denied',
      'push reads another channel’s secret': 'denied',
      'push reads the token of the API': 'denied',
      'receive-shopify reads the ledger': 'denied',
      'receive-pos reads a SKU': 'denied',
      'post reads a secret': 'denied',
      'push queues an observation': 'denied',
      'receive-shopify asks for checks of another channel': 'denied',
    });
  }, 120_000);
});

stockWork(() => stack);

const CHANNELS = ['shopify', 'amazon', 'square'] as const;
