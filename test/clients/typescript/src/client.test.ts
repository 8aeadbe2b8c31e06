import { describe, expect, it } from '@jest/globals';
import { type Schemas, stocklineClient } from '../../../../clients/typescript/src/client.ts';
import { mugsByClient } from '../handlers.ts';

describe('the typed client', () => {
  it('sends the token, and the path percent-encoded', async () => {
    const { stockline, requests } = await mugsByClient(10);
    const { data } = await stockline.GET('/stock/{sku}', { params: { path: { sku: 'MUG' } } });
    const stock: Pick<Schemas['Stock'], 'sku' | 'available'> | undefined = data;
    expect(stock).toMatchObject({ sku: 'MUG', available: 10 });
    await stockline.GET('/stock/{sku}', { params: { path: { sku: 'A/7' } } });
    expect(requests.map(({ url }) => url)).toEqual([
      'https://api.example.com/stock/MUG',
      'https://api.example.com/stock/A%2F7',
    ]);
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer secret', 'Bearer secret']);
  });

  it('resolves with what the API refuses, and rejects where nobody answers', async () => {
    const { stockline } = await mugsByClient(10);
    const { error, response } = await stockline.GET('/stock/{sku}', { params: { path: { sku: 'NONE' } } });
    expect([response.status, error?.error.code]).toEqual([404, 'unknown_sku']);
    const nobody = stocklineClient({
      url: 'https://api.example.com',
      token: 'secret',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    await expect(nobody.GET('/parked')).rejects.toThrow('fetch failed');
  });
});
