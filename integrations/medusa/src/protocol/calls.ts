/** Reads the bodies of Stockline's eight calls (docs/channel-protocol.json). */

export type Place = { readonly listing: string; readonly location: string };

/** One push: so many units more or less, if the store shows `ifShown` (null: whatever it shows). */
export type Push = Place & { readonly key: string; readonly change: number; readonly ifShown: number | null };

export type Call =
  | { readonly operation: 'describe' }
  | { readonly operation: 'connect'; readonly webhookUrl: string }
  | { readonly operation: 'test' }
  | { readonly operation: 'push'; readonly push: Push }
  | { readonly operation: 'figures'; readonly places: readonly Place[] }
  | { readonly operation: 'listings'; readonly after: string | undefined }
  | { readonly operation: 'open-orders'; readonly after: string | undefined }
  | {
      readonly operation: 'changes';
      readonly since: Date;
      readonly until: Date;
      readonly after: string | undefined;
    };

/** A call that is not as agreed; the message names the field. */
export class MalformedCallError extends Error {}

/** Reads a call; undefined where there is no such operation. Throws MalformedCallError. */
export function readCall(operation: string, body: Buffer): Call | undefined {
  const read = Object.hasOwn(READERS, operation) ? READERS[operation] : undefined;
  return read?.(fieldsOf(body));
}

const PLACES_MOST = 100;

const READERS: Readonly<Record<string, (fields: Fields) => Call>> = {
  describe: () => ({ operation: 'describe' }),
  connect: (fields) => ({ operation: 'connect', webhookUrl: url(fields, 'webhookUrl') }),
  test: () => ({ operation: 'test' }),
  push: (fields) => ({
    operation: 'push',
    push: {
      key: text(fields, 'key'),
      listing: text(fields, 'listing'),
      location: text(fields, 'location'),
      change: units(fields, 'change'),
      ifShown: fields['ifShown'] === null ? null : units(fields, 'ifShown'),
    },
  }),
  figures: (fields) => ({ operation: 'figures', places: places(fields['listings']) }),
  listings: (fields) => ({ operation: 'listings', after: optionalText(fields, 'after') }),
  'open-orders': (fields) => ({ operation: 'open-orders', after: optionalText(fields, 'after') }),
  changes: (fields) => ({
    operation: 'changes',
    since: time(fields, 'since'),
    until: time(fields, 'until'),
    after: optionalText(fields, 'after'),
  }),
};

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(body: Buffer): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new MalformedCallError('The body is not JSON.');
  }
  if (!isFields(parsed)) {
    throw new MalformedCallError('The body is not an object.');
  }
  return parsed;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') {
    throw new MalformedCallError(`${name} must be a text.`);
  }
  return value;
}

function optionalText(fields: Fields, name: string): string | undefined {
  return fields[name] === undefined ? undefined : text(fields, name);
}

function units(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new MalformedCallError(`${name} must be a whole number of units.`);
  }
  return value;
}

function time(fields: Fields, name: string): Date {
  const value = new Date(text(fields, name));
  if (Number.isNaN(value.getTime())) {
    throw new MalformedCallError(`${name} must be a time.`);
  }
  return value;
}

function url(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (!URL.canParse(value)) {
    throw new MalformedCallError(`${name} must be a URL.`);
  }
  return value;
}

function places(value: unknown): readonly Place[] {
  if (!Array.isArray(value) || value.length > PLACES_MOST || !value.every(isFields)) {
    throw new MalformedCallError(`listings must be a list of at most ${PLACES_MOST}.`);
  }
  return value.map((each) => ({ listing: text(each, 'listing'), location: text(each, 'location') }));
}
