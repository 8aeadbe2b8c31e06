/** The questions of `npx stockline init`: each is asked at a terminal, or answered by an option of its name. */
import * as v from 'valibot';
import { amazonChannel, callAddress, locationId, shopifyChannel } from '../../shared/channel-config.ts';
import { policySetting } from '../../shared/exposure-settings.ts';
import { ENDGAME_CAN_OVERSELL } from '../reports/endgame-in-words.ts';

/** Answers by the names of their options; an empty one says no. */
export type Given = Readonly<Partial<Record<Option, string>>>;

export type Option =
  | 'shopify'
  | 'shopify-locations'
  | 'amazon'
  | 'amazon-region'
  | 'amazon-marketplaces'
  | 'square-locations'
  | 'own-shop'
  | 'own-shop-locations'
  | 'till'
  | 'policy';

export type Question = {
  readonly option: Option;
  readonly asks: string;
  /** It is asked only where this one was answered, and has an answer then. */
  readonly of?: Option;
  /** What an empty answer stands for. */
  readonly otherwise?: string;
  /** What is wrong with an answer that is not empty, as a sentence; undefined: nothing. */
  problem(answer: string): string | undefined;
};

const LOCATIONS = 'several with commas; which of yours stands behind one with =, as in 655441491=main';

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    option: 'shopify',
    asks: 'Shopify: the shop, as NAME.myshopify.com (nothing: none):',
    problem: (answer) => wrongIn(shopifyChannel.entries.shop, answer),
  },
  {
    ...{ option: 'shopify-locations', of: 'shopify' },
    asks: `  its locations, the number at the end of their address in Settings, Locations (${LOCATIONS}):`,
    problem: (answer) => wrongPlaces(answer, /^\d+$/, 'a number'),
  },
  {
    option: 'amazon',
    asks: 'Amazon: the merchant token of Seller Central, Account info (nothing: none):',
    problem: (answer) =>
      wrongIn(amazonChannel.entries.sellerId, answer, 'Give the merchant token, as A2EXAMPLESELLER.'),
  },
  {
    ...{ option: 'amazon-region', of: 'amazon', otherwise: 'na' },
    asks: '  its region: na (the Americas), eu (Europe, Middle East, India), fe (Far East) [na]:',
    problem: (answer) => wrongIn(amazonChannel.entries.region, answer, 'Give na, eu or fe.'),
  },
  {
    ...{ option: 'amazon-marketplaces', of: 'amazon' },
    asks: '  its marketplaces, by id, several with commas (ATVPDKIKX0DER is the United States):',
    problem: (answer) =>
      wrongIn(amazonChannel.entries.marketplaceIds, listed(answer), 'Give ids of marketplaces, as ATVPDKIKX0DER.'),
  },
  {
    option: 'square-locations',
    asks: `Square: its locations, by the id of the Developer Console, Locations (${LOCATIONS}; nothing: none):`,
    problem: (answer) => wrongPlaces(answer, /^[A-Z0-9]+$/, 'an id'),
  },
  {
    option: 'own-shop',
    asks: 'A shop of your own that speaks the channel protocol: its https address (nothing: none):',
    problem: (answer) => wrongIn(callAddress, answer),
  },
  {
    ...{ option: 'own-shop-locations', of: 'own-shop', otherwise: 'main' },
    asks: `  its locations, by the shop's own ids (${LOCATIONS}) [main]:`,
    problem: (answer) => wrongPlaces(answer, /./, 'an id'),
  },
  {
    ...{ option: 'till', otherwise: 'no' },
    asks: 'Does a till, 3PL or ERP report sales, receipts or counts? [y/N]:',
    problem: (answer) => (/^(?:y|yes|n|no)$/i.test(answer) ? undefined : 'Say y or n.'),
  },
  {
    ...{ option: 'policy', otherwise: 'shared' },
    asks: `How the last units are offered (docs/policies.md). ${ENDGAME_CAN_OVERSELL} Say shared, endgame or escrow [shared]:`,
    problem: (answer) => wrongIn(policySetting, answer, 'Give shared, endgame or escrow.'),
  },
];

/** Where answers come from; undefined: the person broke it off. */
export type Asker = {
  ask(question: string): Promise<string | undefined>;
  /** Says what is wrong with an answer, which is then asked for again. */
  say(problem: string): void;
};

/** Asks what was not given. Undefined: the person broke it off. */
export async function askAll(given: Given, asker: Asker): Promise<Given | undefined> {
  let answers = given;
  for (const question of QUESTIONS) {
    const { option } = question;
    if (answers[option] !== undefined || !applies(question, answers)) {
      continue;
    }
    const answer = await askOne(question, asker);
    if (answer === undefined) {
      return undefined;
    }
    answers = { ...answers, [option]: answer };
  }
  return answers;
}

async function askOne({ asks, of, otherwise, problem }: Question, asker: Asker): Promise<string | undefined> {
  for (;;) {
    const said = await asker.ask(asks);
    if (said === undefined) {
      return undefined;
    }
    const answer = said === '' ? (otherwise ?? '') : said;
    const wrong = answer === '' ? (of === undefined ? undefined : 'It needs an answer.') : problem(answer);
    if (wrong === undefined) {
      return answer;
    }
    asker.say(wrong);
  }
}

/** What is wrong with answers that were given as options, a sentence each. */
export function problemsIn(given: Given): readonly string[] {
  return QUESTIONS.flatMap((question) => {
    const { option, of, otherwise, problem } = question;
    const answer = given[option] ?? '';
    if (!applies(question, given)) {
      return answer === '' ? [] : [`--${option} goes with --${of}.`];
    }
    if (answer === '') {
      return of === undefined || otherwise !== undefined ? [] : [`--${of} needs --${option}, too.`];
    }
    const wrong = problem(answer);
    return wrong === undefined ? [] : [`--${option} ${answer}: ${wrong}`];
  });
}

function applies({ of }: Question, given: Given): boolean {
  return of === undefined || (given[of] ?? '') !== '';
}

/** The parts of a list with commas. */
export function listed(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

/** A channel's locations, and the ledger's location behind each: `main` where none is named. */
export function placesIn(text: string): readonly (readonly [string, string])[] {
  return listed(text).map((part) => {
    const [place = '', location = 'main'] = part.split('=').map((side) => side.trim());
    return [place, location];
  });
}

function wrongPlaces(text: string, form: RegExp, what: string): string | undefined {
  const places = placesIn(text);
  const odd = places.find(([place]) => !form.test(place));
  if (odd !== undefined) {
    return `“${odd[0]}” is not ${what}.`;
  }
  const twice = places.find(([place], index) => places.findIndex(([other]) => other === place) !== index);
  if (twice !== undefined) {
    return `“${twice[0]}” is named twice.`;
  }
  return places.map(([, location]) => wrongIn(locationId, location)).find((wrong) => wrong !== undefined);
}

function wrongIn(schema: v.GenericSchema, value: unknown, sentence?: string): string | undefined {
  const read = v.safeParse(schema, value);
  return read.success ? undefined : (sentence ?? read.issues[0].message);
}
