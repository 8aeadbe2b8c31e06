import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { apiEndpoint, callAddress, listingRules } from '../../shared/channel-config.ts';

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

describe('the address of an own shop', () => {
  it.each(['https://shop.example.com/stockline', 'http://127.0.0.1:8080/stockline', 'http://localhost:8080'])(
    'is over https, or on this machine: %s',
    (address) => {
      expect(v.is(callAddress, address)).toBe(true);
    },
  );

  it.each([
    'http://shop.example.com/stockline',
    'http://127.0.0.1.example.com',
    'http://localhost@example.com',
    'ftp://127.0.0.1',
    'https://shop.example.com/stockline?to=',
    'https://shop.example.com/#stockline',
  ])('is nothing else: %s', (address) => {
    expect(v.is(callAddress, address)).toBe(false);
  });
});

describe('the mode of a channel', () => {
  it.each([
    ['live', 'live'],
    ['lower-only', 'lowerOnly'],
    ['lowerOnly', 'lowerOnly'],
    ['shadow', 'shadow'],
  ])('%s is read as %s: it is spelt as npx stockline mode spells it, or as version 0.1 did', (written, mode) => {
    expect(v.parse(v.object({ mode: listingRules.mode }), { mode: written })).toEqual({ mode });
  });
});
