/** The options of the plugin in medusa-config, checked as the store starts. */

export type HoldSettings = {
  /** The URL of Stockline's API, and its token. */
  readonly url: string;
  readonly token: string;
  readonly ttlSeconds: number;
  /** What a checkout does while Stockline does not answer: sell by Medusa's own figure, or refuse. */
  readonly whenUnreachable: 'sell' | 'refuse';
};

export type StoreSettings = {
  readonly name: string;
  /** Stockline signs its calls with one of them. */
  readonly callingSecrets: readonly string[];
  /** Signs what is sent to Stockline. */
  readonly signingSecret: string;
  /** The stock locations that Stockline keeps; undefined: all. */
  readonly locations: readonly string[] | undefined;
  /** Undefined: checkouts hold nothing. */
  readonly holds: HoldSettings | undefined;
};

const TTL_SECONDS = 900;

/** Reads the options; throws a sentence that names the wrong one. */
export function readSettings(options: unknown): StoreSettings {
  const given = fields(options, 'The options of stockline-medusa');
  const { callingSecret, signingSecret, holds } = given;
  const callingSecrets = (Array.isArray(callingSecret) ? callingSecret : [callingSecret]).map((each) =>
    secret(each, 'callingSecret'),
  );
  return {
    name: given['name'] === undefined ? 'Medusa' : text(given['name'], 'name'),
    callingSecrets,
    signingSecret: secret(signingSecret, 'signingSecret'),
    locations: given['locations'] === undefined ? undefined : texts(given['locations'], 'locations'),
    holds: holds === undefined ? undefined : readHolds(fields(holds, 'holds')),
  };
}

function readHolds(given: Fields): HoldSettings {
  const { ttlSeconds = TTL_SECONDS, whenUnreachable = 'sell' } = given;
  if (typeof ttlSeconds !== 'number' || !Number.isInteger(ttlSeconds) || ttlSeconds < 60 || ttlSeconds > 86_400) {
    throw new Error('holds.ttlSeconds must be a whole number of seconds, from 60 to 86,400.');
  }
  if (whenUnreachable !== 'sell' && whenUnreachable !== 'refuse') {
    throw new Error('holds.whenUnreachable must be "sell" or "refuse".');
  }
  const url = text(given['url'], 'holds.url').replace(/\/$/, '');
  return { url, token: text(given['token'], 'holds.token'), ttlSeconds, whenUnreachable };
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${what} must be an object.`);
  }
  return { ...value };
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new Error(`${name} must be a text.`);
  }
  return value;
}

function texts(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new Error(`${name} must be a list of at least one text.`);
  }
  return value.map((each) => text(each, name));
}

function secret(value: unknown, name: string): string {
  const given = text(value, name);
  if (!/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(given)) {
    throw new Error(`${name} must be whsec_ and the base64 of at least 24 bytes.`);
  }
  return given;
}
