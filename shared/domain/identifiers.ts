/** Identifiers, quantities, versions and times, each with the one parser that every door uses: what passes can be kept. */

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** The merchant's own identifier of a sellable item: 1–255 characters and at most 320 bytes, compared byte for byte. */
export type Sku = Branded<string, 'Sku'>;
/** A connection to one selling platform, POS or 3PL account: lower-case letters, digits and dashes, 1–40. */
export type ChannelId = Branded<string, 'ChannelId'>;
/** A place where units physically are: letters, digits, `.`, `_`, `:` and dashes, 1–64. */
export type LocationId = Branded<string, 'LocationId'>;
/** A whole number of units, 0 to 1,000,000,000 (Shopify refuses more: INVALID_QUANTITY_TOO_HIGH, Admin API 2026-10). */
export type Quantity = Branded<number, 'Quantity'>;

export const QUANTITY_MAX = 1_000_000_000;

/**
 * A SKU is part of sort keys in DynamoDB, which take 1,024 bytes. The longest key has two SKUs, a channel (40 bytes) twice, an
 * order and a line (128 bytes each): a bundle's sale, parked for its component (test/shared/aws/ledger/table-keys.test.ts).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html (2026-11)
 */
const SKU_BYTES_MAX = 320;
/** The bytes of a sender's id as a part of a key, where each colon and each percent sign takes three. */
const ID_BYTES_MAX = 128;

/** Thrown by the parsers below; the message is a sentence fit for an API answer. */
export class InvalidIdentifierError extends Error {
  override readonly name = 'InvalidIdentifierError';
}

/** Makes a Sku or throws InvalidIdentifierError. Nothing is trimmed: an identifier survives byte for byte. */
export function parseSku(text: string): Sku {
  if (text === '' || [...text].length > 255 || !isKeepableText(text)) {
    throw new InvalidIdentifierError('A SKU has 1 to 255 characters and no control characters.');
  }
  if (bytesOf(text) > SKU_BYTES_MAX) {
    throw new InvalidIdentifierError(`A SKU has at most ${SKU_BYTES_MAX} bytes in UTF-8.`);
  }
  return text as Sku;
}

/** What DynamoDB or SQS refuse, what breaks a terminal, and halves of characters, which no UTF-8 text can have. */
const UNKEEPABLE_CHARACTER = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
const UNKEEPABLE_CHARACTERS = new RegExp(UNKEEPABLE_CHARACTER, 'gu');

/**
 * Whether the text survives every store and queue byte for byte: no control characters, lone surrogates, U+FFFE or U+FFFF.
 * SQS refuses those: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html (2026-11).
 */
export function isKeepableText(text: string): boolean {
  return !UNKEEPABLE_CHARACTER.test(text);
}

/**
 * A sender's own id (receipt, order, line) or throws InvalidIdentifierError. Names that every JavaScript object has are
 * refused: as a key of a record they would find something that nobody stored.
 */
export function parseSenderId(text: string): string {
  if (text === '' || !isKeepableText(text) || isNameOfObjects(text)) {
    throw new InvalidIdentifierError('Expected an id: text without control characters, or a whole number.');
  }
  if (bytesOf(text.replaceAll(/[%:]/g, '%25')) > ID_BYTES_MAX) {
    throw new InvalidIdentifierError(
      `Expected an id of at most ${ID_BYTES_MAX} bytes, where a colon or a percent sign counts as three.`,
    );
  }
  return text;
}

export const REASON_LENGTH_MAX = 200;

/** Why units moved, in words: 1 to 200 characters and no control characters; or throws InvalidIdentifierError. */
export function parseReason(text: string): string {
  if (text === '' || !isKeepableText(text)) {
    throw new InvalidIdentifierError('Expected a reason in words, without control characters.');
  }
  if (text.length > REASON_LENGTH_MAX) {
    throw new InvalidIdentifierError(`Expected a reason of at most ${REASON_LENGTH_MAX} characters.`);
  }
  return text;
}

/**
 * The id of a hold, made by who asks for it, or throws InvalidIdentifierError: 1 to 64 letters, digits, dots, colons,
 * underscores and dashes.
 */
export function parseHoldId(text: string): string {
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(text) || isNameOfObjects(text)) {
    throw new InvalidIdentifierError(
      `${quoted(text)} is not the id of a hold: use 1 to 64 letters, digits, dots, colons, underscores and dashes.`,
    );
  }
  return text;
}

/** The smallest version above 0. What is far smaller is no number to DynamoDB (1E-130). */
const VERSION_MIN = 1e-6;

/** A version that a source counts itself, or throws InvalidIdentifierError: 0 or more, at most 2^53 − 1, fractions allowed. */
export function parseVersion(value: number): number {
  const isNumber = Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
  if (!isNumber || (value > 0 && value < VERSION_MIN)) {
    throw new InvalidIdentifierError(
      'Expected a version from 0 to 9007199254740991 that grows, or a time with its zone.',
    );
  }
  return value;
}

const TIME = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * A time with its zone in any fraction of a second, as ISO 8601 with milliseconds in UTC; or throws InvalidIdentifierError.
 * Times are compared as text, which holds for the years 1970 to 9999 only. 30 February is refused: JavaScript takes it
 * for 2 March.
 */
export function parseTime(text: string): string {
  // What is no time has no day, which is not in the calendar either.
  const [, year, month, day] = TIME.exec(text) ?? [];
  const date = new Date(text);
  const isInCalendar = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  const isComparable = date.getUTCFullYear() >= 1970 && date.getUTCFullYear() <= 9999;
  if (!isInCalendar || !isComparable) {
    throw new InvalidIdentifierError(
      'Expected a time as 2026-11-24T18:00:00.000Z, with its zone: a day of the calendar from 1970 to 9999.',
    );
  }
  return date.toISOString();
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Whether every object answers to this name: `constructor`, `toString`, `__proto__`. */
function isNameOfObjects(text: string): boolean {
  return text in Object.prototype || text === 'prototype';
}

/** Makes a ChannelId or throws InvalidIdentifierError. */
export function parseChannelId(text: string): ChannelId {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(text)) {
    throw new InvalidIdentifierError(
      `${quoted(text)} is not a channel id: use 1 to 40 lower-case letters, digits and dashes, beginning with a letter or digit.`,
    );
  }
  return text as ChannelId;
}

/** Makes a LocationId or throws InvalidIdentifierError. */
export function parseLocationId(text: string): LocationId {
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(text) || isNameOfObjects(text)) {
    throw new InvalidIdentifierError(
      `${quoted(text)} is not a location id: use 1 to 64 letters, digits, dots, colons, underscores and dashes.`,
    );
  }
  return text as LocationId;
}

/** Makes a Quantity or throws InvalidIdentifierError. */
export function parseQuantity(value: number): Quantity {
  if (!Number.isInteger(value) || value < 0 || value > QUANTITY_MAX) {
    throw new InvalidIdentifierError(`${value} is not a quantity: use a whole number from 0 to ${QUANTITY_MAX}.`);
  }
  return value as Quantity;
}

/** Refused text for an answer or a log line: bounded, and without what a terminal would obey. */
export function quoted(text: string): string {
  const readable = text.replaceAll(/[\p{C}\u2028\u2029]/gu, '�');
  return `“${readable.length > 64 ? `${firstCharacters(readable, 64)}…` : readable}”`;
}

/** The text’s first characters. One of two UTF-16 units stays whole or is left out: half of it could not be kept. */
export function firstCharacters(text: string, most: number): string {
  const isSplit = /[\uD800-\uDBFF]/.test(text.charAt(most - 1));
  return text.slice(0, isSplit ? most - 1 : most);
}

/** Text that others wrote and that we keep as it is, a reason or a name: bounded, and without what a store or queue refuses. */
export function keptText(text: string, most: number): string {
  return firstCharacters(text, most).replaceAll(UNKEEPABLE_CHARACTERS, '�');
}

/** The keys of a record by their own type, which `Object.keys` widens to string. */
export function keysOf<Key extends string>(record: Readonly<Partial<Record<Key, unknown>>>): Key[] {
  return Object.keys(record) as Key[];
}

/** The entries of a record with their keys by their own type; what is undefined is left out. */
export function entriesOf<Key extends string, Value>(
  record: Readonly<Partial<Record<Key, Value>>>,
): (readonly [Key, Value])[] {
  return keysOf(record).flatMap((key) => {
    const value = record[key];
    return value === undefined ? [] : [[key, value] as const];
  });
}
