declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** The merchant's own identifier of a sellable item: 1–255 characters, compared byte for byte. */
export type Sku = Branded<string, 'Sku'>;
/** A connection to one selling platform, POS or 3PL account: lower-case letters, digits and dashes, 1–40. */
export type ChannelId = Branded<string, 'ChannelId'>;
/** A place where units physically are: letters, digits, `.`, `_`, `:` and dashes, 1–64. */
export type LocationId = Branded<string, 'LocationId'>;
/** A whole number of units, 0 to 1,000,000,000 (Shopify refuses more: INVALID_QUANTITY_TOO_HIGH, Admin API 2026-10). */
export type Quantity = Branded<number, 'Quantity'>;

export const QUANTITY_MAX = 1_000_000_000;

/** Thrown by the parsers below; the message is a sentence fit for an API answer. */
export class InvalidIdentifierError extends Error {
  override readonly name = 'InvalidIdentifierError';
}

/** Makes a Sku or throws InvalidIdentifierError. Nothing is trimmed: an identifier survives byte for byte. */
export function parseSku(text: string): Sku {
  if (!/^[^\p{Cc}]{1,255}$/u.test(text)) {
    throw new InvalidIdentifierError('A SKU has 1 to 255 characters and no control characters.');
  }
  return text as Sku;
}

/** Makes a ChannelId or throws InvalidIdentifierError. */
export function parseChannelId(text: string): ChannelId {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(text)) {
    throw new InvalidIdentifierError(
      `“${text}” is not a channel id: use 1 to 40 lower-case letters, digits and dashes, beginning with a letter or digit.`,
    );
  }
  return text as ChannelId;
}

/** Makes a LocationId or throws InvalidIdentifierError. */
export function parseLocationId(text: string): LocationId {
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(text)) {
    throw new InvalidIdentifierError(
      `“${text}” is not a location id: use 1 to 64 letters, digits, dots, colons, underscores and dashes.`,
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
