import {
  ConditionalCheckFailedException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { commit, retryTransient, writeIf } from '../../../../shared/aws/ledger/conditional-write.ts';

const about = { message: 'ConditionalCheckFailed TransactionConflict', $metadata: {} };
const refused = new ConditionalCheckFailedException({ ...about, Item: { spentUntilMs: { N: '7' } } });
const clash = new TransactionConflictException(about);
const inProgress = new TransactionInProgressException(about);
const throttled = new ThrottlingException(about);
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...about, CancellationReasons: codes.map((Code) => ({ Code })) });
const lost = new Error('socket hang up: ConditionalCheckFailed');

/** A call that fails so, one time after the other, and is answered then; with the waits it was given. */
function failing(...errors: readonly Error[]) {
  const left = [...errors];
  const waits: number[] = [];
  return {
    call: async () => {
      const error = left.shift();
      if (error !== undefined) {
        throw error;
      }
      return 'answer';
    },
    wait: async (attempt: number) => {
      waits.push(attempt);
    },
    waits,
  };
}

const invalid = Object.assign(new Error('One or more parameter values were invalid'), { name: 'ValidationException' });

describe('what the table can never keep', () => {
  it.each([
    ['a write', () => writeIf(failing(invalid).call)],
    ['a transaction', () => commit(failing(invalid).call)],
    ['an action of a transaction', () => commit(failing(cancelled('None', 'ValidationError')).call)],
  ])('is refused for good: %s', async (_, write) => {
    await expect(write()).rejects.toMatchObject({ name: 'PermanentError' });
  });

  it('is not what gave no answer', async () => {
    await expect(commit(failing(lost).call)).rejects.not.toMatchObject({ name: 'PermanentError' });
  });
});

describe('a conditional write', () => {
  it.each([
    ['is written', [], { kind: 'written', answer: 'answer' }],
    [
      'is refused with what lies there',
      [refused],
      { kind: 'refused', isRepeated: false, found: { spentUntilMs: { N: '7' } } },
    ],
    [
      'of several items is refused when one of them is',
      [cancelled('None', 'ConditionalCheckFailed')],
      { kind: 'refused', isRepeated: false },
    ],
    [
      'that the SDK sent twice may be refused by its own first try',
      [new ConditionalCheckFailedException({ ...about, $metadata: { attempts: 2 } })],
      { kind: 'refused', isRepeated: true },
    ],
    ['is made again while its own first try is applied', [inProgress], { kind: 'written', answer: 'answer' }],
    ['is made again after it was throttled', [throttled], { kind: 'written', answer: 'answer' }],
    ['is made again after a clash', [clash, clash], { kind: 'written', answer: 'answer' }],
    [
      'is made again after a clash of a transaction',
      [cancelled('None', 'TransactionConflict')],
      { kind: 'written', answer: 'answer' },
    ],
    [
      'may be refused after a clash',
      [clash, refused],
      { kind: 'refused', isRepeated: false, found: { spentUntilMs: { N: '7' } } },
    ],
    [
      'is not made again when one item clashes and another is refused',
      [cancelled('TransactionConflict', 'ConditionalCheckFailed')],
      { kind: 'refused', isRepeated: false },
    ],
  ])('%s', async (_, errors, expected) => {
    const { call, wait } = failing(...errors);
    expect(await writeIf(call, wait)).toEqual(expected);
  });

  it.each([
    ['of an error that only speaks of a condition', [lost]],
    ['of a transaction cancelled for another reason', [cancelled('ValidationError')]],
    ['of clashes without an end: nobody knows that a condition does not hold', [clash, clash, clash, clash]],
  ])('rejects because %s', async (_, errors) => {
    const { call, wait } = failing(...errors);
    await expect(writeIf(call, wait)).rejects.toBe(errors.at(-1));
  });
});

describe('a transaction', () => {
  it.each([
    ['is committed', [], 'committed'],
    ['is in conflict when a condition does not hold', [cancelled('None', 'ConditionalCheckFailed')], 'conflict'],
    ['is committed after a clash', [cancelled('TransactionConflict', 'None')], 'committed'],
    [
      'is in conflict after clashes without an end',
      Array.from({ length: 4 }, () => cancelled('TransactionConflict')),
      'conflict',
    ],
    ['is in conflict when it is throttled', [cancelled('ThrottlingError', 'ConditionalCheckFailed')], 'conflict'],
  ])('%s', async (_, errors, expected) => {
    const { call, wait } = failing(...errors);
    expect(await commit(call, wait)).toBe(expected);
  });

  it.each([
    [
      'with a reason that reading again does not mend',
      cancelled('ConditionalCheckFailed', 'ValidationError'),
      'ValidationError',
    ],
    ['without a reason', cancelled(), 'no reason given'],
    ['whose answer was lost', lost, 'socket hang up'],
  ])('rejects %s', async (_, error, why) => {
    const { call, wait } = failing(error);
    await expect(commit(call, wait)).rejects.toThrow(why);
  });
});

describe('a call that clashes', () => {
  it('is made four times at most, with a wait in between', async () => {
    const { call, wait, waits } = failing(...Array.from({ length: 9 }, () => clash));
    await expect(retryTransient(call, wait)).rejects.toBe(clash);
    expect(waits).toEqual([1, 2, 3]);
  });

  it('is made once when something else is wrong', async () => {
    const { call, wait, waits } = failing(refused);
    await expect(retryTransient(call, wait)).rejects.toBe(refused);
    expect(waits).toEqual([]);
  });
});
