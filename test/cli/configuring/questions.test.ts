import { describe, expect, it } from '@jest/globals';
import { askAll, type Given, problemsIn, QUESTIONS } from '../../../cli/configuring/questions.ts';

/** Answers by the beginning of their question; all others are left empty. */
async function asked(answers: Readonly<Record<string, readonly (string | undefined)[]>>, given: Given = {}) {
  const left = new Map(Object.entries(answers).map(([begin, all]) => [begin, [...all]]));
  const questions: string[] = [];
  const said: string[] = [];
  const got = await askAll(given, {
    ask: async (question) => {
      questions.push(question);
      const [, next] = [...left].find(([begin]) => question.trim().startsWith(begin)) ?? [];
      return next === undefined ? '' : next.shift();
    },
    say: (problem) => void said.push(problem),
  });
  return { got, questions, said };
}

describe('the questions of init', () => {
  it('asks no more of a channel that is not there', async () => {
    const { got, questions } = await asked({ Does: ['y'] });
    expect(questions).toHaveLength(6);
    expect(got).toMatchObject({ shopify: '', amazon: '', till: 'y', policy: 'shared' });
  });

  it('asks what belongs to a channel that is there, and takes what is usual for an empty answer', async () => {
    const { got } = await asked({ Amazon: ['A2EXAMPLESELLER'], 'its marketplaces': ['ATVPDKIKX0DER'] });
    expect(got).toMatchObject({
      amazon: 'A2EXAMPLESELLER',
      'amazon-region': 'na',
      'amazon-marketplaces': 'ATVPDKIKX0DER',
    });
  });

  it('does not ask what an option said', async () => {
    const { questions } = await asked({}, { shopify: 'a.myshopify.com', 'shopify-locations': '1', policy: 'escrow' });
    expect(questions.filter((question) => /Shopify|last units/.test(question))).toEqual([]);
  });

  it('says what is wrong with an answer, and asks again', async () => {
    const { got, said } = await asked({
      Shopify: ['shop.example.com', 'shop.myshopify.com'],
      its: ['', 'main', '655441491'],
    });
    expect(got).toMatchObject({ shopify: 'shop.myshopify.com', 'shopify-locations': '655441491' });
    expect(said).toEqual([
      'Give the shop as <name>.myshopify.com, not a custom domain.',
      'It needs an answer.',
      '“main” is not a number.',
    ]);
  });

  it('ends when the person breaks off', async () => {
    const { got, questions } = await asked({ Amazon: [undefined] });
    expect([got, questions.length]).toEqual([undefined, 2]);
  });
});

const SHOPIFY = { shopify: 'a.myshopify.com', 'shopify-locations': '1' };

describe('the options of init', () => {
  it.each([
    [{}, []],
    [{ till: 'yes' }, []],
    [SHOPIFY, []],
    [{ ...SHOPIFY, 'shopify-locations': '1=main, 2=store' }, []],
    [{ amazon: 'A2EXAMPLESELLER', 'amazon-marketplaces': 'ATVPDKIKX0DER,A2EUQ1WTGCTBG2' }, []],
    [{ 'own-shop': 'https://shop.example.com/stockline' }, []],
    [{ shopify: 'a.myshopify.com' }, ['--shopify needs --shopify-locations, too.']],
    [{ 'shopify-locations': '1' }, ['--shopify-locations goes with --shopify.']],
    [{ ...SHOPIFY, 'shopify-locations': '1,x' }, ['--shopify-locations 1,x: “x” is not a number.']],
    [{ ...SHOPIFY, 'shopify-locations': '1,1=store' }, ['--shopify-locations 1,1=store: “1” is named twice.']],
    [
      { amazon: 'me', 'amazon-marketplaces': 'US' },
      [
        '--amazon me: Give the merchant token, as A2EXAMPLESELLER.',
        '--amazon-marketplaces US: Give ids of marketplaces, as ATVPDKIKX0DER.',
      ],
    ],
    [{ policy: 'none' }, ['--policy none: Give shared, endgame or escrow.']],
  ] as const)('%j: %j', (given, problems) => {
    expect(problemsIn(given)).toEqual(problems);
  });

  it('a location of the ledger has a name that the ledger takes', () => {
    expect(problemsIn({ 'square-locations': 'L1=Main Street' })).toEqual([
      expect.stringMatching(/^--square-locations L1=Main Street: “Main Street” is not a location/),
    ]);
  });

  it('are each asked for once', () => {
    expect(new Set(QUESTIONS.map(({ option }) => option)).size).toBe(QUESTIONS.length);
  });
});
