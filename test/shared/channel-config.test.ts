import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { apiEndpoint } from '../../shared/channel-config.ts';

describe('another address of a platform’s API', () => {
  it.each([
    'http://127.0.0.1:4571',
    'https://localhost:4571/',
    'http://[::1]:4571',
    'https://sandbox.sellingpartnerapi-eu.amazon.com',
    'https://connect.squareupsandbox.com',
  ])('may be a sandbox: %s', (address) => {
    expect(v.is(apiEndpoint, address)).toBe(true);
  });

  it.each([
    'https://example.com',
    'http://connect.squareupsandbox.com',
    'https://127.0.0.1.example.com',
    'https://connect.squareupsandbox.com.example.com',
    'http://localhost@example.com',
    'http://10.0.0.7:4571',
    'ftp://127.0.0.1',
    'no address',
  ])('is nothing else, for our credentials go there: %s', (address) => {
    expect(v.is(apiEndpoint, address)).toBe(false);
  });
});
