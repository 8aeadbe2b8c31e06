/** What the seed of the test store prints: the ids and keys of its customers and staff. */
import * as v from 'valibot';

const seeded = v.object({
  store: v.object({
    location: v.string(),
    region: v.string(),
    shipping: v.string(),
    channel: v.string(),
    publishableKey: v.string(),
    secretKey: v.string(),
    /** A second sales channel, which sells from a second location. */
    outlet: v.object({
      location: v.string(),
      channel: v.string(),
      shipping: v.string(),
      publishableKey: v.string(),
    }),
    variants: v.record(v.string(), v.string()),
    products: v.record(v.string(), v.string()),
    items: v.record(v.string(), v.string()),
  }),
});

export type StoreIds = v.InferOutput<typeof seeded>['store'];

/** Finds the line among all that Medusa prints. */
export function storeIdsIn(printed: string): StoreIds {
  const line = printed.split('\n').find((each) => each.startsWith('{"store":'));
  if (line === undefined) {
    throw new Error(`The seed of the Medusa store printed no ids:\n${printed.slice(-4_000)}`);
  }
  return v.parse(seeded, JSON.parse(line)).store;
}
