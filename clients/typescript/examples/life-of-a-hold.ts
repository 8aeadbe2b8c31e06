/** The whole life of a hold, and the ways in which it is refused or ends otherwise. */
import type { Stockline } from '../src/client.ts';

/** Says each step as a line. `wait` waits so many seconds. */
export async function lifeOfAHold(
  stockline: Stockline,
  sku: string,
  { say, wait }: { say(line: string): void; wait(seconds: number): Promise<unknown> },
): Promise<void> {
  const { POST, GET } = stockline;
  const run = Date.now();

  // Somebody goes to the checkout: two units are held for ten minutes. The request may be repeated, it is one hold.
  const id = `cart-${run}`;
  const placed = await POST('/holds', { body: { id, sku, quantity: 2, ttlSeconds: 600 } });
  say(`hold: ${placed.data?.status}`);

  // They paid: the units are committed to the order. Then they leave.
  const path = { params: { path: { id } } };
  const captured = await POST('/holds/{id}/capture', { ...path, body: { order: `A-${run}` } });
  say(`capture: ${captured.data?.status}`);
  const shipped = await POST('/holds/{id}/ship', path);
  say(`ship: ${shipped.data?.status}`);
  const stock = await GET('/stock/{sku}', { params: { path: { sku } } });
  say(`on hand: ${stock.data?.onHand}, available: ${stock.data?.available}`);

  // More than there is: nothing is held, and the answer says how many there are.
  const many = await POST('/holds', { body: { id: `many-${run}`, sku, quantity: 1_000_000, ttlSeconds: 600 } });
  say(`hold a million: ${many.error?.error.code}, ${many.error?.error.available} are available`);

  // The same id for something else is a mistake of ours.
  const other = await POST('/holds', { body: { id, sku, quantity: 3, ttlSeconds: 600 } });
  say(`hold under the same id: ${other.error?.error.code}`);

  // Somebody leaves the checkout: the units are given back at once.
  const left = { params: { path: { id: `left-${run}` } } };
  await POST('/holds', { body: { id: `left-${run}`, sku, quantity: 1, ttlSeconds: 600 } });
  say(`void: ${(await POST('/holds/{id}/void', left)).data?.status}`);

  // Or nobody says anything: they are given back when the time is over, and a late capture is refused.
  const late = { params: { path: { id: `late-${run}` } } };
  await POST('/holds', { body: { id: `late-${run}`, sku, quantity: 1, ttlSeconds: 1 } });
  await wait(2);
  say(`capture after its time: ${(await POST('/holds/{id}/capture', late)).error?.error.code}`);
}
