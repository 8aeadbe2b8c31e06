import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stockline as runStockline } from './operator.ts';
import { type RunningStack, startStack } from './running-stack.ts';

let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack('own');
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
