import { describe, expect, it } from '@jest/globals';
import { needsParking, type Outcome, reasonOf } from '../../../../shared/domain/ledger/outcome.ts';

describe('what became of an observation', () => {
  it.each<[Outcome, boolean, string]>([
    [{ kind: 'posted', seq: 1 }, false, ''],
    [{ kind: 'duplicate', seq: 1 }, false, ''],
    [{ kind: 'stale', seq: 1, reason: 'A later count stands.' }, false, 'A later count stands.'],
    [{ kind: 'stale', seq: 1 }, false, ''],
    [{ kind: 'insufficient', available: 0 }, false, ''],
    [{ kind: 'conflicting', seq: 1, reason: 'It came twice.' }, true, 'It came twice.'],
    [{ kind: 'unknownSku', reason: 'It was never imported.' }, true, 'It was never imported.'],
    [{ kind: 'invalid', reason: 'It is beyond counting.' }, true, 'It is beyond counting.'],
  ])('%j: it is set aside for an operator (%s), with its reason where it has one', (outcome, isParked, reason) => {
    expect([needsParking(outcome), reasonOf(outcome)]).toEqual([isParked, reason]);
  });
});
