import { describe, expect, it, jest } from '@jest/globals';
import { rowLines } from '../../../cli/reports/conformance-report.ts';
import { signedHeaders } from '../../../shared/channels/own-format/sign.ts';
import { answering, CALLING, changed, type Message, proxy, type Shop } from './broken-shops.ts';
import { tried } from './tried.ts';

jest.setTimeout(60_000);

describe('the rows of a sale', () => {
  it('finds a command that sells at another location than it was asked to', async () => {
    const { rows } = await tried({
      sells: true,
      behind: answering('describe', (said) => ({ ...said, locations: ['shop', 'attic'] })),
      says: (message) => [{ ...message, data: { ...message.data, location: 'attic' } }],
    });
    const sale = rows.filter(({ name }) => name === 'sale').flatMap(rowLines);
    expect(sale.join(' ')).toContain('It was to be sold at $STOCKLINE_LOCATION, shop, and it says attic.');
  });

  it('finds a shop that names what it cancelled among its open orders', async () => {
    const behind = (shop: Shop) =>
      proxy(shop.url, async (path) => {
        if (path !== '/open-orders') {
          return { asIs: true };
        }
        const body = JSON.stringify({ since: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' });
        const all = await fetch(`${shop.url}/changes`, {
          method: 'POST',
          headers: signedHeaders(body, [CALLING]),
          body,
        });
        const text = await all.text();
        return { asIs: true, answer: (said) => (said.startsWith('{"error"') ? said : text) };
      });
    expect((await tried({ behind, sells: true })).failing).toEqual(['cancellation']);
  });

  it('finds a shop that says all it ever sold, whatever time it is asked for', async () => {
    const always = (body: string) =>
      JSON.stringify({ ...JSON.parse(body), since: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' });
    const behind = (shop: Shop) =>
      proxy(shop.url, (path, body) =>
        path === '/changes' && body.includes('"since"') ? { body: always(body) } : { asIs: true },
      );
    expect((await tried({ behind, sells: true })).failing).toContain('sale again');
  });

  it.each<[string, (message: Message) => readonly Message[], string[]]>([
    [
      'reports a sale under two ids',
      (message) => [message, { ...message, data: { ...message.data, id: `${message.data['id']}-again` } }],
      ['sale again'],
    ],
    [
      'reports more than it sold',
      (message) => [changed(message, (line) => ({ ...line, ordered: Number(line['ordered']) * 3, deducted: 1 }))],
      ['sale', 'sale again'],
    ],
    [
      'gives each state one version',
      (message) => [{ ...message, data: { ...message.data, version: '2026-11-30T00:00:00.000Z' } }],
      ['cancellation'],
    ],
    [
      'does not put back what it says',
      (message) => [changed(message, (line) => ({ ...line, ordered: 1 }))],
      ['cancellation'],
    ],
  ])('finds a shop that %s', async (_, says, wanted) => {
    const { failing } = await tried({
      sells: true,
      says: (message) => (message.type === 'order.updated' ? says(message) : [message]),
    });
    expect(failing).toEqual(expect.arrayContaining(wanted));
  });
});
