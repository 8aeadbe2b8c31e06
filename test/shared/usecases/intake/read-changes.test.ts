import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { MovementObservation, Observation } from '../../../../shared/domain/stock/observation.ts';
import type { ChangeReader, Notice } from '../../../../shared/ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../../shared/ports/channel/credentials-gone.ts';
import { followNotices } from '../../../../shared/usecases/intake/read-changes.ts';
import { rememberedChanges } from '../../../../shared/usecases/intake/remembered-changes.ts';
import type { WantedLink } from '../../../../shared/usecases/linking/plan-links.ts';
import { baseline, keptJournal, later, listing, MAIN, MUG, NOON } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { MemoryChannelStates } from '../../../fakes/ports/open-gates.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';
import { linkedMugs } from '../../../fakes/shops/linked-mugs.ts';

const TILL = parseChannelId('square');
const sold: MovementObservation = {
  kind: 'movement',
  sku: MUG,
  cause: 'sold',
  changes: [{ location: MAIN, onHand: -1 }],
  deducted: 1,
  channelLocation: 'L1',
  source: { channel: TILL, key: 'square-change:square:A1' },
  occurredAt: NOON,
  receivedAt: NOON,
};

function notice(externalId: string, quantity?: number): Notice {
  const facts = { channel: TILL, externalId, channelLocation: 'L1', occurredAt: NOON, receivedAt: NOON };
  return { ...facts, ...(quantity !== undefined && { quantity }) };
}

const NOTICES = ['V1', 'V2', 'unknown'].map((externalId) => notice(externalId));

function follow(
  readChanges: ChangeReader,
  { isSecretReplaced = async () => false, notices = NOTICES, followsWork = false } = {},
) {
  const journal = keptJournal();
  const states = new MemoryChannelStates();
  const queued: Observation[] = [];
  const checked: Notice[] = [];
  const marked: string[] = [];
  const ports = {
    registry: {
      behind: async (_: string, externalId: string) =>
        externalId === 'unknown'
          ? undefined
          : {
              sku: MUG,
              listings: [listing(TILL, 9, { channelLocation: 'L1', externalId })],
              marks: { registeredAt: later(-600), readUpTo: later(-60) },
            },
      markReadUpTo: async (listings: readonly Listing[]) =>
        void marked.push(...listings.map(({ externalId }) => externalId)),
    },
    followsWork,
    readChanges,
    ledger: new MemoryTable().ledgerStore(),
    remembered: rememberedChanges(),
    observations: {
      send: async (all: readonly Observation[]) => void queued.push(...all),
      replay: async () => undefined,
    },
    toCheck: { send: async (all: readonly Notice[]) => void checked.push(...all) },
    states,
    isSecretReplaced,
    journal,
    clock: () => new Date(NOON),
  };
  const messages = notices.map((each) => ({ id: each.externalId, notice: each }));
  return { run: () => followNotices(ports, TILL, messages), journal, states, queued, checked, marked, ports };
}

describe('notices that are followed', () => {
  it('queue the changes that the ledger does not have, and have the quantity checked', async () => {
    const { run, queued, checked, journal } = follow(async (skus) => (skus.has('V1') ? [sold] : []));
    expect(await run()).toEqual([]);
    expect(queued).toEqual([sold]);
    expect(checked.map(({ externalId }) => externalId).sort()).toEqual(['V1', 'V2']);
    expect(journal.counts.get('UnknownListing')).toBe(1);
  });

  it.each([
    ['is left where it says what we believe: it reports our own push', [notice('V1', 9)], false, 0],
    ['is followed where it says another figure', [notice('V1', 8)], false, 1],
    ['is followed where one of several says another figure', [notice('V1', 8), notice('V1', 9)], false, 1],
    ['is followed where it says no figure', [notice('V1')], false, 1],
    ['is followed where work in the admin is followed', [notice('V1', 9)], true, 1],
  ])('%s', async (_, notices, followsWork, reads) => {
    let read = 0;
    const reader = async () => {
      read += 1;
      return [];
    };
    const { run, checked } = follow(reader, { notices, followsWork });
    expect(await run()).toEqual([]);
    expect(read).toBe(reads);
    expect(checked).toHaveLength(reads === 0 ? 0 : notices.length);
  });

  it('look up no change again that this process has queued, and queue it again where it says something else', async () => {
    const reads = [[sold], [sold], [{ ...sold, receivedAt: later(2), readAt: 9 }], [{ ...sold, changes: [] }]];
    const { run, queued, ports } = follow(async () => reads.shift() ?? [], { notices: [notice('V1')] });
    let looked = 0;
    const recorded = async () => {
      looked += 1;
      return new Map();
    };
    Object.assign(ports, { ledger: { ...ports.ledger, recorded } });
    const afterEach: number[] = [];
    for (let nth = 0; nth < 4; nth += 1) {
      expect(await run()).toEqual([]);
      afterEach.push(queued.length);
    }
    expect([afterEach, looked]).toEqual([[1, 1, 1, 2], 2]);
  });

  it.each([
    ['is left where few known changes are read again', 5, -600, 0],
    ['is left where a minute before it is read again anyway', 6, -60, 0],
    ['moves beyond known changes that would be read again each time', 6, -600, 1],
  ])('the mark %s', async (_, known, readUpTo, moves) => {
    const changes = Array.from({ length: known }, (__, nth) => ({
      ...sold,
      source: { channel: TILL, key: `square-change:square:${nth}` },
    }));
    const { run, marked, ports } = follow(async () => changes, { notices: [notice('V1')] });
    ports.remembered.add(changes, new Date(NOON));
    const { behind } = ports.registry;
    const marks = { registeredAt: later(-900), readUpTo: later(readUpTo) };
    Object.assign(ports.registry, {
      behind: async (channel: string, externalId: string) => ({ ...(await behind(channel, externalId)), marks }),
    });
    await run();
    expect(marked).toHaveLength(moves);
  });

  it('come again where the changes of one quantity could not be read, which holds back no other', async () => {
    const { run, queued } = follow(async (skus) => {
      if (skus.has('V2')) {
        throw new Error('no answer');
      }
      return [sold];
    });
    expect(await run()).toEqual([{ id: 'V2', retryAfterMs: 2_000 }]);
    expect(queued).toEqual([sold]);
  });

  it('pause the channel once it does not accept the credentials any more, with one alarm', async () => {
    const { run, states, journal } = follow(() => Promise.reject(new CredentialsGoneError('The token was revoked.')));
    expect(await run()).toEqual([
      { id: 'V1', retryAfterMs: 900_000 },
      { id: 'V2', retryAfterMs: 900_000 },
    ]);
    expect((await states.read(TILL)).paused?.why).toContain('The token was revoked.');
    expect(journal.counts.get('CredentialsGone')).toBe(1);
  });

  it('come again at once where the credentials were replaced meanwhile', async () => {
    const { run, states } = follow(() => Promise.reject(new CredentialsGoneError('The token was revoked.')), {
      isSecretReplaced: async () => true,
    });
    expect(await run()).toEqual([
      { id: 'V1', retryAfterMs: 2_000 },
      { id: 'V2', retryAfterMs: 2_000 },
    ]);
    expect((await states.read(TILL)).paused).toBeUndefined();
  });
});

describe('changes of a linked listing', () => {
  const CUP = parseSku('CUP');
  const DUO = parseSku('DUO');
  const duo = { channel: TILL, row: shows(DUO, 4, { externalId: 'V1', channelLocation: 'L1' }) };
  const ofDuo = (sku: Sku): MovementObservation => ({ ...sold, sku, soldAs: 'V1' });

  /** The listing sells two mugs at a time; a notice of it is followed, and its sale is queued. */
  async function followed(relink: readonly WantedLink[] = [], isPosted = false) {
    const shop = linkedMugs([duo]);
    await shop.post(baseline(20), baseline(20, CUP));
    await shop.link({ channel: TILL, listing: 'V1', sku: MUG, units: 2 });
    if (isPosted) {
      await shop.post(ofDuo(MUG));
    }
    const { run, queued, ports } = follow(async (skus) => [ofDuo(skus.get('V1') ?? MUG)].filter(() => skus.has('V1')));
    Object.assign(ports, { ledger: shop.table.ledgerStore(), registry: shop.table.registry() });
    for (const each of relink) {
      await shop.link(each);
    }
    expect(await run()).toEqual([]);
    return { ...shop, run, queued, following: ports };
  }

  it('are queued in the units of the link that holds, and posted so whatever the listing sells by then', async () => {
    const { queued, link, post, state } = await followed();
    expect(queued).toMatchObject([{ sku: MUG, changes: [{ onHand: -2 }], listingUnits: 2 }]);
    await link({ channel: TILL, listing: 'V1', sku: CUP, units: 3 });
    await post(...queued);
    expect((await state(MUG))?.stock).toMatchObject({ [MAIN]: { onHand: 18 } });
    expect((await state(CUP))?.stock).toMatchObject({ [MAIN]: { onHand: 20 } });
  });

  it('that an earlier SKU of it has are not queued again', async () => {
    const { queued } = await followed([{ channel: TILL, listing: 'V1', sku: CUP, units: 3 }], true);
    expect(queued).toEqual([]);
  });

  it('are read again where the listing was linked to another SKU meanwhile', async () => {
    const { table, run, queued, link, following } = await followed();
    queued.length = 0;
    const { behind } = table.registry();
    const before = await behind(TILL, 'V1');
    const registry = { ...table.registry(), behind: async () => before };
    Object.assign(following, { registry, remembered: rememberedChanges() });
    await link({ channel: TILL, listing: 'V1', sku: CUP, units: 3 });
    expect(await run()).not.toEqual([]);
    expect(queued).toEqual([]);
  });
});
