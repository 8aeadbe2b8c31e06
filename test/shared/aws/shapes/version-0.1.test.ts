import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  readEntry,
  readHead,
  readItem,
  readParked,
  readSeen,
  storedHead,
  storedParked,
} from '../../../../shared/aws/ledger/items.ts';
import { channelStateShape, sweepMarkShape } from '../../../../shared/aws/shapes/channel-items.ts';
import { groupPolicyShape, skuPolicyShape } from '../../../../shared/aws/shapes/exposure.ts';
import { entryShape, holdPointerShape, orderBookShape, seenShape } from '../../../../shared/aws/shapes/ledger-items.ts';
import {
  checkQueueMessage,
  holdTimerMessage,
  noticeMessage,
  observationMessage,
  orderToReadMessage,
  oversoldEvent,
  stockChangedEvent,
} from '../../../../shared/aws/shapes/messages.ts';
import type { StoredFields } from '../../../../shared/aws/shapes/shape.ts';
import { canonicalJson } from '../../../../shared/domain/canonical-json.ts';
import { chainStart, followChain } from '../../../../shared/domain/ledger/chain.ts';
import { sha256 } from '../../../fakes/facts.ts';

/**
 * Everything that version 0.1 stored or queued, as its own code wrote it. These files are never written anew: a table
 * may hold such items for ever.
 */
function written(name: string): readonly StoredFields[] {
  const text = readFileSync(new URL(`./version-0.1/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text, (_, value) => (Array.isArray(value?.set) ? new Set(value.set) : value));
}

function queued(name: string): readonly StoredFields[] {
  const texts: unknown = JSON.parse(readFileSync(new URL(`./version-0.1/${name}.json`, import.meta.url), 'utf8'));
  return (texts as readonly string[]).map((text) => JSON.parse(text));
}

/** An item without the attributes that belong to the table. */
function contents({
  pk: _pk,
  sk: _sk,
  ref: _ref,
  refSort: _sort,
  expiresAt: _at,
  ...rest
}: StoredFields): StoredFields {
  return rest;
}

const events = written('stock-events');
const detailsOf = (type: string) =>
  events.filter((event) => event['detail-type'] === type).map(({ detail }) => detail as StoredFields);
const groups = written('policies').filter(({ pk }) => pk === 'POLICIES');
const ownPolicies = written('policies').filter(({ pk }) => pk !== 'POLICIES');

type Reading = {
  readonly stored: readonly StoredFields[];
  readonly read: (item: StoredFields) => object;
  readonly store: (value: never) => object;
  /** What the contents say in the words of the present form, where those are others. */
  readonly said?: (contents: StoredFields) => StoredFields;
};

const READINGS: Readonly<Record<string, Reading>> = {
  'SKU head': {
    stored: written('sku-heads'),
    read: readHead,
    store: storedHead,
    said: ({ exposure, ...rest }) => ({
      ...rest,
      ...(isFields(exposure) && { exposure: renamed(exposure, 'untold', 'toNotify') }),
    }),
  },
  'ledger entry': { stored: written('entries'), read: readEntry, store: entryShape.stamp },
  'parked observation': { stored: written('parked'), read: readParked, store: storedParked },
  'remembered fact': {
    stored: written('seen'),
    read: (item) => readItem(seenShape, item),
    store: seenShape.stamp,
    said: ({ line, ...rest }) => ({ ...rest, ...(isFields(line) && { line: renamed(line, 'steps', 'phases') }) }),
  },
  'hold’s pointer': {
    ...itemsOf(written('hold-pointers'), holdPointerShape),
    // Version 2 names all SKUs of a hold.
    said: ({ sku, ...rest }) => ({ ...rest, skus: [sku] }),
  },
  'order book': itemsOf(written('order-books'), orderBookShape),
  'group policy': itemsOf(groups, groupPolicyShape),
  'SKU policy': itemsOf(ownPolicies, skuPolicyShape),
  'channel state': itemsOf(written('channel-states'), channelStateShape),
  'sweep mark': {
    ...itemsOf(written('sweep-marks'), sweepMarkShape),
    said: ({ stepMs, ...rest }) => ({ ...rest, windowMs: stepMs }),
  },
  'observations message': itemsOf(queued('observation-messages'), observationMessage),
  'notice message': itemsOf(queued('notice-messages'), noticeMessage),
  'order reading': {
    ...itemsOf(queued('order-reading-messages'), orderToReadMessage),
    said: ({ because, ...rest }) => ({ ...rest, because: because === 'partTold' ? 'partReported' : because }),
  },
  'hold timer': itemsOf(queued('hold-timer-messages'), holdTimerMessage),
  'check message': itemsOf(queued('check-messages'), checkQueueMessage),
  'StockChanged event': itemsOf(detailsOf('StockChanged'), stockChangedEvent),
  'Oversold event': itemsOf(detailsOf('Oversold'), oversoldEvent),
};

/** The fields under the code's name; a field that is absent stays so. */
function renamed(fields: StoredFields, stored: string, name: string): StoredFields {
  const { [stored]: value, ...rest } = fields;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function isFields(value: unknown): value is StoredFields {
  return typeof value === 'object' && value !== null;
}

function itemsOf<Value extends object>(
  stored: readonly StoredFields[],
  shape: Parameters<typeof readItem<Value>>[0],
): Reading {
  return { stored, read: (item) => readItem(shape, item), store: shape.stamp };
}

describe.each(Object.entries(READINGS))(
  'what version 0.1 stored as %s',
  (_, { stored, read, store, said = (each) => each }) => {
    it('is read as what it said', () => {
      expect(stored.length).toBeGreaterThan(0);
      expect(stored.map(read)).toEqual(stored.map((item) => said(contents(item))));
    });

    it('is stored again with the version of its form, and read as the same', () => {
      for (const value of stored.map(read)) {
        const again = store(value as never);
        expect(again).toHaveProperty('shapeVersion');
        expect(read({ pk: 'P', sk: 'S', ...again })).toEqual(value);
      }
    });

    it('is refused once a newer version has written it', () => {
      for (const item of stored) {
        expect(() => read({ ...item, shapeVersion: 99 })).toThrow('a newer version of Stockline wrote it (shape 99');
      }
    });

    it('is refused with a field that no version knows', () => {
      for (const item of stored) {
        expect(() => read({ ...item, somethingNew: 1 })).toThrow(/somethingNew|cannot be read/);
      }
    });
  },
);

it('the chain of entries that version 0.1 wrote still holds, and holds when the entries carry their version', () => {
  const entries = written('entries').toSorted((a, b) => Number(a['seq']) - Number(b['seq']));
  for (const chain of [entries, entries.map((item) => ({ ...item, shapeVersion: 1 }))]) {
    let position = chainStart();
    for (const entry of chain.map(readEntry)) {
      const followed = followChain(position, entry, sha256);
      expect(followed).not.toHaveProperty('fault');
      position = 'position' in followed ? followed.position : position;
    }
    expect(position).toMatchObject({ seq: entries.length, hash: written('sku-heads')[0]?.['headHash'] });
  }
});

it('an entry is never changed by reading it: its hash covers what was written', () => {
  for (const item of written('entries')) {
    expect(canonicalJson(readEntry(item))).toBe(canonicalJson(contents(item)));
  }
});

it('every kind of observation was among those that version 0.1 queued', () => {
  const kinds = queued('observation-messages').flatMap(
    (message) => observationMessage.read(message, 'the queue').observations,
  );
  expect(new Set(kinds.map(({ kind }) => kind))).toEqual(
    new Set(['orderLine', 'movement', 'count', 'hold', 'holdEnd', 'baseline', 'baselineEnd']),
  );
});

it('a remembered fact has its key from the item', () => {
  expect(written('seen').map((item) => readSeen(item).key)).toEqual(
    written('seen').map(({ sk }) => String(sk).replace('SEEN#', '')),
  );
});
