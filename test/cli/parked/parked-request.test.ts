import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../../../cli/command.ts';
import { parkedRequest } from '../../../cli/parked/parked-request.ts';

describe('what `parked` is asked to do', () => {
  it.each([
    ['lists all', [], {}, { kind: 'list', skus: [] }],
    ['lists the SKUs named', ['MUG', 'CUP 2'], {}, { kind: 'list', skus: ['MUG', 'CUP 2'] }],
    ['prints the decisions', ['decisions'], {}, { kind: 'decisions' }],
    [
      'discards one, whatever is in its key',
      ['discard', 'sale:pos:7 "a" 1:line:1'],
      { reason: ' twice ' },
      { kind: 'discard', which: { key: 'sale:pos:7 "a" 1:line:1', of: undefined }, reason: 'twice', sku: undefined },
    ],
    [
      'discards that of a SKU and a fact',
      ['discard', 'k'],
      { reason: 'twice', sku: 'MUG', of: '2026-11-28' },
      { kind: 'discard', which: { key: 'k', of: '2026-11-28' }, reason: 'twice', sku: 'MUG' },
    ],
    [
      'discards all of an order',
      ['discard'],
      { reason: 'twice', order: 'T-7' },
      { kind: 'discard', which: { order: 'T-7' }, reason: 'twice', sku: undefined },
    ],
  ])('%s', (_, words, options, request) => {
    expect(parkedRequest(words, options)).toEqual(request);
  });

  it.each([
    [
      'a key with blanks that nobody quoted',
      ['discard', 'sale:pos:7', '1:line:1'],
      { reason: 'r' },
      '“1:line:1” are 2',
    ],
    ['no key', ['discard'], { reason: 'r' }, 'Name one KEY'],
    ['no reason', ['discard', 'k'], {}, 'Say why'],
    ['a reason of several lines', ['discard', 'k'], { reason: 'a\nb' }, 'without control characters'],
    ['a reason for a list', ['MUG'], { reason: 'r' }, 'are of `parked discard`'],
    ['a SKU beside a list', [], { sku: 'MUG' }, 'are of `parked discard`'],
    ['a fact beside a list', [], { of: '2026-11-28' }, 'are of `parked discard`'],
    ['a key beside an order', ['discard', 'k'], { reason: 'r', order: 'T-7' }, 'takes no KEY'],
    ['a fact beside an order', ['discard'], { reason: 'r', order: 'T-7', of: '2026' }, 'takes no KEY'],
    ['no reason for an order', ['discard'], { order: 'T-7' }, 'Say why'],
    ['an order beside a list', ['MUG'], { order: 'T-7' }, 'are of `parked discard`'],
    ['more than decisions', ['decisions', 'MUG'], {}, 'takes nothing more'],
  ])('is refused with %s: nothing may look as if it were done', (_, words, options, says) => {
    expect(() => parkedRequest(words, options)).toThrow(UsageError);
    expect(() => parkedRequest(words, options)).toThrow(says);
  });
});
