/** The channel protocol as a shop answers it (docs/channel-protocol.json): every call is signed, and each is a POST of JSON. */
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { readBody } from '../kernel/body.ts';
import type { InventoryCall } from '../kernel/call-log.ts';
import { pageOf } from '../kernel/paging.ts';
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from '../kernel/platform.ts';
import type { Shop } from './shop.ts';

const PAGE_SIZE = 100;

const text = v.pipe(v.string(), v.minLength(1));
const units = v.pipe(v.number(), v.safeInteger());
const after = { after: v.optional(text) };
const place = { listing: text, location: text };

const named = { key: text, sku: text, ...place };
const change = v.strictObject({ ...named, change: units, ifShown: v.nullable(units) });
const figure = v.strictObject({ ...named, figure: v.pipe(units, v.minValue(0)) });
const figures = v.strictObject({ listings: v.pipe(v.array(v.strictObject(place)), v.maxLength(PAGE_SIZE)) });
const window = v.strictObject({
  since: v.pipe(text, v.isoTimestamp()),
  until: v.pipe(text, v.isoTimestamp()),
  ...after,
});

/** All eight calls. `callingSecret` is what they are signed with. */
export function protocolRoutes(shop: Shop, callingSecret: string): PlatformRoute[] {
  const call = <S extends v.GenericSchema>(
    operation: string,
    schema: S,
    answer: (body: v.InferOutput<S>, how: { apply: boolean }) => SandboxAnswer | Promise<SandboxAnswer>,
    describe?: (body: v.InferOutput<S>) => InventoryCall[],
  ): PlatformRoute => ({
    method: 'POST',
    path: `/${operation}`,
    handle(request, how) {
      if (!shop.outbox.isOnline) return refused(503, 'offline', 'The shop is offline.');
      if (!isSigned(request, callingSecret)) return refused(401, 'unauthorized', 'The signature does not hold.');
      const read = readBody(request, schema);
      return read.ok ? answer(read.body, how) : refused(400, 'malformed', read.reason);
    },
    ...(describe && {
      describe(request: SandboxRequest) {
        const read = readBody(request, schema);
        return read.ok ? describe(read.body) : [];
      },
    }),
  });
  const { settings, stock, records, outbox } = shop;
  return [
    call('describe', v.object({}), () =>
      done({
        ...{ protocol: 1, name: settings.name, takes: settings.takes },
        ...{ locations: [settings.location], sendsTo: outbox.sendsTo ?? null },
      }),
    ),
    call('connect', v.strictObject({ webhookUrl: v.pipe(text, v.url()) }), ({ webhookUrl }) => {
      outbox.sendsTo = webhookUrl;
      return done({});
    }),
    call('test', v.strictObject({}), async () => done({ status: (await outbox.test(shop.now())) ?? null })),
    call('push', settings.takes === 'differences' ? change : figure, (push, how) => pushed(shop, push, how), described),
    call(
      'figures',
      figures,
      ({ listings }) => done({ figures: listings.flatMap(({ listing, location }) => shown(shop, listing, location)) }),
      ({ listings }) => [read('figures', `${listings.length} listings`)],
    ),
    call(
      'listings',
      v.strictObject(after),
      (asked) => {
        const page = pageOf(stock.all(), asked.after, PAGE_SIZE);
        return page === undefined
          ? refused(400, 'malformed', 'after: there is no such page.')
          : done({ listings: page.items, next: page.next ?? null });
      },
      () => [read('listings', 'a page')],
    ),
    call('open-orders', v.strictObject(after), (asked) => done(records.open(asked.after))),
    call('changes', window, (asked) => done(records.between(asked.since, asked.until, asked.after))),
  ];
}

type PushBody = v.InferOutput<typeof change> | v.InferOutput<typeof figure>;

/** An ignored push is answered as if it had been applied, with what the shop shows then. */
function pushed(shop: Shop, push: PushBody, { apply }: { apply: boolean }): SandboxAnswer {
  if (!apply) {
    const [now] = shown(shop, push.listing, push.location);
    const { answer } = shop.stock.judge(push);
    return done(answer.result === 'applied' && now ? { ...answer, shows: now.shows } : answer);
  }
  const { answer, isReplay, changed } = shop.stock.push(push);
  if (changed !== undefined) shop.sayFigure(changed);
  const outcome = isReplay ? 'replayed' : answer.result;
  return { ...done(answer), ...(outcome === 'applied' || outcome === 'accepted' ? {} : { outcome }) };
}

function described(push: PushBody): InventoryCall[] {
  const quantity = 'figure' in push ? push.figure : push.change;
  return [{ kind: 'change', operation: 'push', sku: push.sku, quantity, idempotencyKey: push.key }];
}

function read(operation: string, what: string): InventoryCall {
  return { kind: 'read', operation, sku: null, quantity: null, idempotencyKey: null, what };
}

function shown({ stock }: Shop, listing: string, location: string) {
  const found = stock.find(listing, location);
  return found === undefined ? [] : [{ listing, location, shows: found.shows }];
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md (1.0.0): over the raw bytes. */
function isSigned({ rawBody, headers }: SandboxRequest, secret: string): boolean {
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  try {
    new Webhook(secret).verify(rawBody.toString('utf8'), given, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function done(body: object): SandboxAnswer {
  return { status: 200, body };
}

/** A refusal in the protocol's one form of an error. */
export function refused(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { code, message } }, outcome: code };
}
