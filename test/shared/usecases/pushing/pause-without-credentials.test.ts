import { describe, expect, it } from '@jest/globals';
import type { PushAnswer } from '../../../../shared/ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../../shared/ports/channel/credentials-gone.ts';
import { NotListedError } from '../../../../shared/ports/channel/not-listed.ts';
import { controlChannel } from '../../../../shared/usecases/connecting/control-channel.ts';
import { pauseWithoutCredentials } from '../../../../shared/usecases/pushing/pause-without-credentials.ts';
import { keptJournal, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

const GONE: PushAnswer = { kind: 'credentialsGone', reason: 'Its access token was revoked.' };
const MUGS = [
  [8, 10],
  [7, 10],
] as const;

async function refused() {
  const window = await shopWindow({ mugs: MUGS });
  window.state.answers = () => GONE;
  const returned = await window.reconcile();
  return { ...window, returned };
}

describe('a channel that does not accept the credentials any more', () => {
  it('is paused with its reason, one alarm and one line that says what to do, however many pushes find it out', async () => {
    const { returned, states, journal } = await refused();
    expect(returned).toEqual([]);
    expect((await states.read(SHOPIFY)).paused).toEqual({
      by: 'stockline',
      at: NOON,
      why: 'shopify does not accept the credentials any more. Its access token was revoked.',
    });
    expect(journal.counts.get('CredentialsGone')).toBe(1);
    expect(journal.counts.get('PushRefused')).toBeUndefined();
    expect(journal.lines.filter((line) => line.includes('stockline connect shopify'))).toEqual([
      'shopify does not accept the credentials any more. Its access token was revoked. The channel is paused and nothing is lost: run npx stockline connect shopify, then: npx stockline resume shopify',
    ]);
  });

  it('is sent nothing more, and its listings have no problem of their own', async () => {
    const { reconcile, calls, listing, skus } = await refused();
    const before = calls.length;
    expect(await reconcile()).toEqual([]);
    expect(calls).toHaveLength(before);
    for (const sku of skus) {
      const found = await listing(sku);
      expect(found?.problem).toBeUndefined();
      expect(found?.intent).toBeUndefined();
    }
  });

  it('loses nothing: resuming it reconciles every SKU that is behind', async () => {
    const { reconcile, skus, shown, states, state, table } = await refused();
    state.answers = () => undefined;
    const emitted: string[] = [];
    const ports = {
      controls: states,
      async *skuStates() {
        for (const sku of skus) {
          const read = await table.reader().skuState(sku);
          if (read !== undefined) {
            yield read;
          }
        }
      },
      events: {
        emit: async (changed: readonly { readonly sku: string }[]) =>
          void emitted.push(...changed.map(({ sku }) => sku)),
      },
      rules: SHARED_RULES,
      clock: () => new Date(NOON),
    };
    await controlChannel(ports, SHOPIFY, { kind: 'resume' });
    expect(emitted).toEqual(skus);
    await reconcile();
    expect(await Promise.all(skus.map(shown))).toEqual([8, 7]);
  });

  it('is not paused by a function that still has the old credentials: it tries again with the new ones', async () => {
    const { ports, reconcile, states, state } = await shopWindow({ mugs: [[8, 10]] });
    Object.assign(ports, { isSecretReplaced: async () => true });
    state.answers = () => GONE;
    expect(await reconcile()).toEqual([{ id: 'MUG-1', retryAfterMs: 1_000 }]);
    expect((await states.read(SHOPIFY)).paused).toBeUndefined();
  });

  it('keeps the pause of an operator as it is', async () => {
    const { ports, states } = await shopWindow({ mugs: MUGS });
    const journal = keptJournal();
    await states.pause(SHOPIFY, { by: 'ada', at: NOON, why: 'price import' });
    expect(await pauseWithoutCredentials({ states, journal, clock: ports.clock }, SHOPIFY, 'Revoked.')).toBe('paused');
    expect((await states.read(SHOPIFY)).paused).toMatchObject({ by: 'ada' });
    expect(journal.lines).toEqual([]);
  });

  it('is found out by a reading before a raise too, and the raise is not begun', async () => {
    const window = await shopWindow({ mugs: [[12, 10]], pushMode: 'absolute' });
    Object.assign(window.ports, {
      client: {
        ...window.ports.client,
        readQuantity: async () => {
          throw new CredentialsGoneError('Its access token was revoked.');
        },
      },
    });
    expect(await window.reconcile()).toEqual([]);
    expect(window.calls).toEqual([]);
    expect((await window.states.read(SHOPIFY)).paused?.by).toBe('stockline');
  });

  it('is found out by a check too, which waits as checks of paused channels do', async () => {
    const window = await shopWindow({ mugs: [[8, 10]] });
    await window.reconcile();
    Object.assign(window.client, {
      readQuantity: async () => {
        throw new CredentialsGoneError('Its access token was revoked.');
      },
    });
    const checked = await window.check();
    expect((await window.states.read(SHOPIFY)).paused?.by).toBe('stockline');
    expect(checked).toEqual([{ id: 'check', retryAfterMs: 900_000 }]);
  });
});

describe('a listing that its channel does not have', () => {
  const missing = () => async () => {
    throw new NotListedError('It lists no MUG-1.');
  };

  it('refuses a raise that is read for first, visibly', async () => {
    const { client, ports, reconcile, calls, listing, first, journal } = await shopWindow({
      mugs: [[12, 10]],
      pushMode: 'absolute',
    });
    Object.assign(ports, { client: { ...client, readQuantity: missing() } });
    expect(await reconcile()).toEqual([]);
    expect(calls).toEqual([]);
    expect(await listing(first)).toMatchObject({ problem: 'It lists no MUG-1.' });
    expect(journal.counts.get('PushRefused')).toBe(1);
  });

  it('is found by the check after a push that was accepted, with an alarm', async () => {
    const window = await shopWindow({ mugs: [[8, 10]] });
    await window.reconcile();
    Object.assign(window.client, { readQuantity: missing() });
    expect(await window.check()).toEqual([]);
    expect(window.journal.counts.get('ListingProblem')).toBe(1);
    expect(await window.listing(window.first)).toMatchObject({ problem: 'It lists no MUG-1.' });
  });
});
