import { describe, expect, it } from '@jest/globals';
import { parseCondition } from '../../../../bench/aws/dynamodb/expression-parser.ts';
import { holds, updated } from '../../../../bench/aws/dynamodb/expressions.ts';

const ITEM = { pk: 'SKU#MUG', sk: 'CARD', seq: 4, intent: { generation: 2 }, names: new Set(['a']) };
const VALUES = { ':four': 4, ':two': 2, ':five': 5, ':sku': 'SKU#', ':a': 'a', ':x': 'CARDX' };

describe('a condition', () => {
  it.each([
    ['attribute_exists(pk)', true],
    ['attribute_not_exists(pk)', false],
    ['attribute_not_exists(intent.attempt)', true],
    ['seq = :four AND intent.generation = :two', true],
    ['seq = :five OR #seq = :four', true],
    ['NOT seq = :four', false],
    ['(seq = :five OR seq = :four) AND begins_with(pk, :sku)', true],
    ['sk BETWEEN :a AND :x', false],
    ['seq >= :four AND seq <> :five', true],
    ['missing = :four', false],
    ['missing < :four', false],
    ['contains(names, :a)', true],
    ['size(names) < :two', true],
  ])('%s: %s', (text, expected) => {
    expect(holds(parseCondition(text, { '#seq': 'seq' }), ITEM, VALUES)).toBe(expected);
  });

  it.each(['seq = ', 'seq ~ :four', 'seq = :four seq', '#unknown = :four'])('%s is refused', (text) => {
    expect(() => holds(parseCondition(text, {}), ITEM, VALUES)).toThrow(/expression/);
  });
});

describe('an update', () => {
  it('computes every value from the item as it was', () => {
    const text = 'SET seq = seq + :two, before = seq, intent.generation = :five REMOVE names';
    expect(updated(ITEM, text, {}, VALUES)).toEqual({
      pk: 'SKU#MUG',
      sk: 'CARD',
      seq: 6,
      before: 4,
      intent: { generation: 5 },
    });
  });

  it('sets what is not there only once, and adds to numbers and sets', () => {
    const text = 'SET seq = if_not_exists(seq, :five), shown = if_not_exists(shown, :five) ADD count :two, names :more';
    const after = updated(ITEM, text, {}, { ...VALUES, ':more': new Set(['b']) });
    expect(after).toMatchObject({ seq: 4, shown: 5, count: 2, names: new Set(['a', 'b']) });
  });

  it.each([
    ['SET shown = shown + :two', 'an operand that is not there'],
    ['SET missing.attempt = :two', 'a path that is not there'],
    ['SET seq = :nobody', 'a value that is not given'],
    ['SET seq = missing', 'an attribute that is not there'],
  ])('%s is refused as DynamoDB does: %s', (text) => {
    expect(() => updated(ITEM, text, {}, VALUES)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});
