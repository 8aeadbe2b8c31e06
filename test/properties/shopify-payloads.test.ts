import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { answerWebhook } from '../../functions/wiring/webhook-intake.ts';
import { TOPICS } from '../../sandbox/shopify/orders/happening.ts';
import { shopifyIntake } from '../../shared/channels/shopify/intake/intake.ts';
import { translateShopifyEvent } from '../../shared/channels/shopify/intake/partner-event.ts';
import { translateShopify } from '../../shared/channels/shopify/intake/translate.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { mutated, PERSONAL, withPersonalData } from '../shared/channels/mutation.ts';
import { DEMO_SHOP as channel } from '../shared/channels/shopify/demo-shop.ts';
import { payloadsByTopic } from '../shared/channels/shopify/payloads-by-topic.ts';

const SECRET = JSON.stringify({ clientId: 'client', clientSecrets: ['secret'] });
const verify = shopifyIntake.open(channel, SECRET, { locations: [] });

/** A door whose queues take everything, and all that went through it. */
function door() {
  const sent: unknown[] = [];
  const queue = { send: async (each: unknown) => void sent.push(each), replay: async () => undefined };
  const journal = keptJournal();
  const fields: unknown[] = [];
  const sentTopic = {
    ...journal,
    info: (...line: unknown[]) => fields.push(line),
    warn: (...line: unknown[]) => fields.push(line),
  };
  const ordersToRead = { request: async (orders: unknown) => void sent.push(orders) };
  const ports = {
    observations: queue,
    notices: queue,
    catalogue: queue,
    uninstalls: queue,
    ordersToRead,
    journal: sentTopic,
  };
  const post = async (topic: string, body: Buffer) => {
    const headers = {
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': createHmac('sha256', 'secret').update(body).digest('base64'),
      'x-shopify-shop-domain': 'demo.myshopify.com',
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': 'f267a21b-b283-58e6-923a-0f3be44ce67c',
    };
    const event = {
      rawPath: '/webhooks/shopify',
      headers,
      body: body.toString('base64'),
      isBase64Encoded: true,
      requestContext: { timeEpoch: Date.parse('2026-11-24T18:00:00.250Z') },
    } as unknown as APIGatewayProxyEventV2;
    return answerWebhook(event, [{ id: channel.id, opened: async () => verify }], ports);
  };
  return { post, sent, lines: fields };
}

/** Taken, or refused with the path of what is wrong: nothing else. */
async function takesOrRefuses(topic: string, body: Buffer) {
  const { post, sent, lines } = door();
  const answer = await post(topic, body);
  const said = JSON.parse(answer.body ?? 'null');
  expect([200, 400]).toContain(answer.statusCode);
  if (answer.statusCode === 400) {
    expect(said.error).toMatchObject({ code: 'malformed', path: expect.any(String), message: expect.any(String) });
    expect(sent).toEqual([]);
  }
  return { answer, out: JSON.stringify([said, sent, lines]) };
}

const PAYLOADS = payloadsByTopic();
const topic = fc.constantFrom(...TOPICS, 'orders/paid', 'shop/update', 'customers/data_request', '');
const real = fc.constantFrom(...PAYLOADS);
/** Where a payload names a thing, that name is kept: it is no personal data, whatever it says. */
const NAMES =
  /"(sku|id|variant_id|order_id|line_item_id|location_id|inventory_item_id|SellerSKU)":"Jon-Doe-personal-data"/;

describe('a signed webhook of any contents', () => {
  it('is known for every topic that the sandbox sends', () => {
    expect([...new Set(PAYLOADS.map(({ topic: sentTopic }) => sentTopic))].sort()).toEqual([...TOPICS].sort());
  });

  it('that Shopify sends is taken, and no personal data in it comes out', async () => {
    for (const { topic: sentTopic, json } of PAYLOADS) {
      const body = Buffer.from(JSON.stringify(withPersonalData(json)));
      expect(body.toString()).toContain(PERSONAL);
      const { answer, out } = await takesOrRefuses(sentTopic, body);
      expect([sentTopic, answer.statusCode]).toEqual([sentTopic, 200]);
      expect(out).not.toContain(PERSONAL);
    }
  });

  it('that is like one of Shopify’s, but not quite, is taken or refused at its bad field, never a 500', async () => {
    await fc.assert(
      fc.asyncProperty(
        real.chain(({ topic: sentTopic, json }) => mutated(fc.constant(json)).map((each) => ({ sentTopic, each }))),
        async ({ sentTopic, each }) => {
          const body = JSON.stringify(each);
          const { out } = await takesOrRefuses(sentTopic, Buffer.from(body));
          if (!NAMES.test(body)) {
            expect(out).not.toContain(PERSONAL);
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('is posted or parked, if it is taken as an order: it stops nobody', async () => {
    const orders = PAYLOADS.filter(
      ({ topic: sentTopic }) => sentTopic.startsWith('orders/') && sentTopic !== 'orders/edited',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...orders).chain(({ json }) => mutated(fc.constant(json))),
        async (each) => {
          const rawBody = Buffer.from(JSON.stringify(each));
          const receivedAt = '2026-11-24T18:00:00.250Z';
          const intake = translateShopify({ topic: 'orders/updated', rawBody, channel, receivedAt });
          const table = new MemoryTable();
          for (const observation of intake.kind === 'observations' ? intake.observations : []) {
            const { sku } = observation;
            await postNow(postingPorts(table), sku, [baseline(10, sku)]);
            const [outcome] = await postNow(postingPorts(table), sku, [observation]);
            expect(['posted', 'duplicate', 'stale', 'conflicting', 'invalid']).toContain(outcome?.kind);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that is any JSON, under any topic, is taken or refused', async () => {
    await fc.assert(
      fc.asyncProperty(topic, fc.jsonValue(), async (sentTopic, json) => {
        await takesOrRefuses(sentTopic === '' ? 'unknown/topic' : sentTopic, Buffer.from(JSON.stringify(json)));
      }),
      { numRuns: 500 },
    );
  });

  it('that is any bytes is refused as malformed where its topic is read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        const { post } = door();
        const { statusCode } = await post('orders/create', Buffer.from(bytes));
        // Bytes that are no text cannot be proven: the library hashes text.
        expect([400, 401]).toContain(statusCode);
      }),
    );
    const empty = await door().post('orders/create', Buffer.alloc(0));
    expect(empty.statusCode).toBe(400);
    expect(JSON.parse(empty.body ?? '')).toEqual({
      error: { code: 'malformed', message: 'The body is not JSON.', path: '' },
    });
  });

  it('says the same over EventBridge', () => {
    fc.assert(
      fc.property(
        real.chain(({ topic: sentTopic, json }) => mutated(fc.constant(json)).map((each) => ({ sentTopic, each }))),
        ({ sentTopic, each }) => {
          const payload = JSON.stringify(each);
          const metadata = { 'X-Shopify-Topic': sentTopic, 'X-Shopify-Shop-Domain': 'demo.myshopify.com' };
          const body = `{"detail":{"payload":${payload},"metadata":${JSON.stringify(metadata)}}}`;
          const receivedAt = '2026-11-24T18:00:00.250Z';
          const here = translateShopify({ topic: sentTopic, rawBody: Buffer.from(payload), channel, receivedAt });
          const there = translateShopifyEvent({ body, channel, receivedAt });
          expect(there).toEqual(
            here.kind === 'malformed'
              ? { ...here, path: here.path === '' ? 'detail.payload' : `detail.payload.${here.path}` }
              : here,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('ids of 18 digits go through byte for byte, wherever a payload has one (scar: BigInt ids)', async () => {
  for (const { topic: sentTopic, text } of PAYLOADS) {
    const [id] = /\b\d{17,19}\b/.exec(text) ?? [];
    const { out } = await takesOrRefuses(sentTopic, Buffer.from(text));
    const named = [...out.matchAll(/\b\d{17,19}\b/g)].map(([each]) => each);
    for (const each of named) {
      expect(text).toContain(each);
    }
    if (/^(orders|refunds|fulfillments)/.test(sentTopic)) {
      expect([sentTopic, named.length > 0, id !== undefined]).toEqual([sentTopic, true, true]);
    }
  }
});
