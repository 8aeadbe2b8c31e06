/** What platforms send: recorded shapes, each with what becomes of it, through the translator of every platform. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { checkQueueMessage } from '../../shared/aws/shapes/messages.ts';
import { translateAmazon } from '../../shared/channels/amazon/intake/translate.ts';
import { translateShopify } from '../../shared/channels/shopify/intake/translate.ts';
import { translateSquare } from '../../shared/channels/square/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../shared/domain/identifiers.ts';
import type { Intake } from '../../shared/ports/channel/channel.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const MAIN = parseLocationId('main');

const amazon = {
  id: parseChannelId('amazon'),
  platform: 'amazon' as const,
  sellerId: 'A2SELLER',
  region: 'na' as const,
  marketplaceIds: ['ATVPDKIKX0DER'],
  drawsOn: [MAIN],
  buffer: 0,
};
const square = {
  id: parseChannelId('square'),
  platform: 'square' as const,
  locations: { LMAIN: [MAIN] },
  buffer: 0,
};
const shopify = {
  id: parseChannelId('shopify'),
  platform: 'shopify' as const,
  shop: 'demo.myshopify.com',
  locations: { 655441491: [MAIN] },
  buffer: 0,
};

const TRANSLATORS: Readonly<Record<string, (body: string, topic?: string) => Intake>> = {
  amazon: (body) => translateAmazon({ body, channel: amazon, receivedAt: RECEIVED }),
  square: (body) => translateSquare({ rawBody: Buffer.from(body), channel: square, receivedAt: RECEIVED }),
  shopify: (body, topic = 'orders/updated') =>
    translateShopify({ topic, rawBody: Buffer.from(body), channel: shopify, receivedAt: RECEIVED }),
};

/** `version`: of each of its order lines. `without`: a field that none of its notices or order lines has. */
const recorded = v.strictObject({
  what: v.string(),
  source: v.string(),
  /** What the message is about, where the platform says that beside it. */
  topic: v.optional(v.string()),
  message: v.unknown(),
  outcome: v.looseObject({
    kind: v.string(),
    version: v.optional(v.number()),
    without: v.optional(v.string()),
  }),
});

function recordedAt(platform: string) {
  const folder = new URL(`../payloads/${platform}/`, import.meta.url);
  return readdirSync(folder).map((file) => {
    const json: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    return { file, ...v.parse(recorded, json) };
  });
}

describe.each(['amazon', 'square', 'shopify'])('what %s sends', (platform) => {
  const all = recordedAt(platform);

  it.each(all)('$file: $what', ({ message, topic, outcome: { version, without, ...outcome } }) => {
    const intake = TRANSLATORS[platform]?.(JSON.stringify(message), topic);
    expect(intake).toMatchObject(outcome);
    if (intake?.kind === 'observations') {
      expect(intake.observations).toHaveLength(Object(outcome['observations']).length);
      expect(intake.observations.filter((each) => version !== undefined && Object(each).version !== version)).toEqual(
        [],
      );
      expect(intake.observations.filter((each) => without !== undefined && Object.hasOwn(each, without))).toEqual([]);
    }
    if (intake?.kind === 'notices' && without !== undefined) {
      expect(intake.notices.filter((each) => Object.hasOwn(each, without))).toEqual([]);
    }
    if (intake?.kind === 'catalogue') {
      // What is not read as it was written ends in the dead-letter queue.
      const message = { kind: 'catalogue' as const, notices: intake.notices };
      expect(checkQueueMessage.read(checkQueueMessage.stamp(message), 'a test')).toEqual(message);
    }
    if (intake?.kind === 'ignored') {
      expect(intake.reason).toMatch(/\w+ \w+.*\.$/);
    }
  });

  it.each(all)('$file: another platform’s translator ignores or refuses it', ({ message }) => {
    for (const [name, translate] of Object.entries(TRANSLATORS).filter(([each]) => each !== platform)) {
      expect(`${name}: ${translate(JSON.stringify(message)).kind}`).toMatch(/: (ignored|malformed)$/);
    }
  });

  it('is recorded with its source', () => {
    expect(all.filter(({ source }) => !/\d{4}|46\.0\.0|issues\/\d+|\/t\//.test(source))).toEqual([]);
    expect(all.length).toBeGreaterThan(15);
  });
});
