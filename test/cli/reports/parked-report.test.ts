import { describe, expect, it } from '@jest/globals';
import { changeWords, parkedLines, replayedLine } from '../../../cli/reports/parked-report.ts';
import { MUG, movement, NOON, orderLine } from '../../fakes/facts.ts';

const sale = movement('sold', -2, { id: '1042' });

describe('what is parked', () => {
  it('is shown with its reason and its key', () => {
    const outcome = { kind: 'unknownSku', reason: 'SKU MUG is not in the ledger: import it.' } as const;
    expect(parkedLines({ observation: sale, outcome, parkedAt: NOON })).toEqual([
      `${NOON}  MUG  pos  sold:1042  unknownSku: SKU MUG is not in the ledger: import it.`,
      '    key       sold:1042',
      `    now       sold on hand −2 at main, of ${NOON}`,
    ]);
  });

  it('says which of the facts under its key it is', () => {
    const outcome = { kind: 'conflicting', reason: 'Another fact.', seq: 3 } as const;
    const fact = `${NOON}#0123456789ab`;
    expect(parkedLines({ observation: sale, outcome, parkedAt: NOON, fact })).toContain(`    fact      ${fact}`);
  });

  it('is shown beside what is recorded, where the two conflict', () => {
    const outcome = { kind: 'conflicting', reason: 'Another fact.', seq: 3 } as const;
    const lines = parkedLines({ observation: sale, outcome, parkedAt: NOON, recorded: 'sold on hand −1 at main' });
    expect(lines.slice(2)).toEqual([
      '    recorded  sold on hand −1 at main',
      `    now       sold on hand −2 at main, of ${NOON}`,
    ]);
    const line = parkedLines({ observation: orderLine(), outcome, parkedAt: NOON, recorded: 'x' });
    expect(line.at(-1)).toBe(`    now       ordered 1, shipped 0, returned 0 at main, version 1, of ${NOON}`);
  });

  it('is shown beside an entry that moved nothing, because a count contains it', () => {
    expect(changeWords([])).toBe('nothing');
  });

  it('reaches no terminal with the control characters of a sender', () => {
    const observation = { ...sale, source: { ...sale.source, key: 'sold:\u001b]0;owned\u0007' } };
    const text = parkedLines({ observation, outcome: { kind: 'invalid', reason: '\u001b[2J' }, parkedAt: NOON }).join(
      '',
    );
    expect(text).not.toMatch(/\p{Cc}/u);
  });
});

describe('what was replayed', () => {
  it('says what became of it', () => {
    expect(replayedLine(sale, { kind: 'posted', seq: 7 })).toBe('MUG  sold:1042  posted (entry 7)');
    expect(replayedLine({ ...sale, sku: MUG }, { kind: 'unknownSku', reason: 'Import it.' })).toBe(
      'MUG  sold:1042  unknownSku: Import it.',
    );
  });
});
