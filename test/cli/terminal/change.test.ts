import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../../../cli/command.ts';
import { type Answers, change, type PlannedChange, type Terminal } from '../../../cli/terminal/change.ts';

const PLAN: PlannedChange = { lines: ['MUG  98 → -102'], json: { sku: 'MUG' } };
const SHOWN = 'MUG  98 → -102\n';
const NOBODY = undefined;

/** `says`: what the person at the terminal answers; undefined: nobody is there. */
async function changed(given: Partial<Answers>, says: string | undefined, planned: Partial<PlannedChange> = {}) {
  const seen = { printed: '', beside: '', asked: 0, written: 0 };
  const terminal: Terminal = {
    print: (text) => {
      seen.printed += text;
    },
    warn: (text) => {
      seen.beside += text;
    },
    isInteractive: says !== NOBODY,
    ask: async () => {
      seen.asked += 1;
      return says === 'breaks off' ? undefined : says;
    },
  };
  const answers = { json: false, yes: false, 'dry-run': false, ...given };
  const carryOut = async () => {
    seen.written += 1;
    return 0;
  };
  const code = await change(answers, { ...PLAN, ...planned }, carryOut, terminal).catch((error: unknown) => error);
  return { ...seen, code };
}

describe('a command that writes', () => {
  it.each([
    ['y', 1, 0],
    ['Yes', 1, 0],
    ['n', 0, 1],
    ['', 0, 1],
    ['yesterday', 0, 1],
    ['breaks off', 0, 1],
  ])('shows what changes and asks; answered with “%s” it writes %i times', async (says, written, code) => {
    expect(await changed({}, says)).toEqual({
      ...{ printed: SHOWN, asked: 1, written, code },
      beside: written === 1 ? '' : 'Nothing was written.\n',
    });
  });

  it('is refused where nobody is there to agree, with what it would change', async () => {
    const refused = await changed({}, NOBODY);
    expect(refused).toMatchObject({ printed: SHOWN, written: 0, code: expect.any(UsageError) });
  });

  it('with --yes asks nobody, and shows what changes', async () => {
    expect(await changed({ yes: true }, NOBODY)).toMatchObject({ printed: SHOWN, asked: 0, written: 1, code: 0 });
  });

  it('with --dry-run writes nothing, whatever else is said', async () => {
    expect(await changed({ 'dry-run': true, yes: true }, 'y')).toMatchObject({
      ...{ printed: SHOWN, asked: 0, written: 0, code: 0 },
    });
  });

  it('asks nobody about nothing', async () => {
    expect(await changed({}, NOBODY, { isNothing: true })).toMatchObject({ asked: 0, written: 0, code: 0 });
  });

  it('writes nothing of what cannot be done, and fails', async () => {
    expect(await changed({ yes: true }, NOBODY, { isRefused: true })).toMatchObject({ written: 0, code: 1 });
  });
});

it('what a command writes is shown with no control character but its own', async () => {
  const lines = ['MUG\u001b]0;owned\u0007  98 → -102'];
  expect((await changed({ yes: true }, NOBODY, { lines })).printed).toBe('MUG�]0;owned�  98 → -102\n');
});

describe('a command that writes, for machines', () => {
  it.each([
    ['with --yes: nothing of the plan', { yes: true }, '', ''],
    ['where a person is asked: the plan beside the output', {}, '', SHOWN],
    ['with --dry-run: the plan', { 'dry-run': true }, '{"sku":"MUG"}\n', ''],
  ] as const)('prints %s', async (_, given, printed, beside) => {
    expect(await changed({ json: true, ...given }, 'y')).toMatchObject({ printed, beside });
  });
});
