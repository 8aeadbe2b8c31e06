/** Changes fields of payloads at random, and puts personal data into them, for tests of parsers. */
import fc from 'fast-check';

/** Stands for personal data wherever a payload may carry some: it must come out nowhere. */
export const PERSONAL = 'Jon-Doe-personal-data';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a field may suddenly be: nothing a platform documents. */
const anything: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constantFrom<Json | undefined>(
    undefined,
    null,
    true,
    '',
    PERSONAL,
    -1,
    0.5,
    1e21,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
  ),
  fc.constantFrom<Json>('2026-11-24T18:00:00Z', '2026-13-99', '1e3', '\u0000', '\ud800', [[[]]], { id: {} }),
  fc.constantFrom<Json>('-2', '\uffff', 'constructor', '😀'.repeat(255), ':'.repeat(128), 'x'.repeat(5_000), 1e-140),
  fc.constantFrom<Json>('+275760-09-13T00:00:00.000Z', '2026-02-30T12:00:00Z', '0001-01-01T00:00:00Z', '1e3', '0x10'),
  fc.jsonValue() as fc.Arbitrary<Json>,
);

/** One to four fields of the payload, anywhere in it, are something else; undefined takes them out. */
export function mutated(payload: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const change = fc.tuple(fc.nat(), anything);
  return fc.tuple(payload, fc.array(change, { minLength: 1, maxLength: 4 })).map(([json, changes]) =>
    changes.reduce<Json>((now, [where, value]) => {
      const paths = pathsIn(now);
      return changedAt(now, paths[where % Math.max(1, paths.length)] ?? [], value);
    }, json),
  );
}

type Path = readonly (string | number)[];

function pathsIn(json: Json, path: Path = []): readonly Path[] {
  if (typeof json !== 'object' || json === null) {
    return [path];
  }
  const entries = Array.isArray(json) ? [...json.entries()] : Object.entries(json);
  return [path, ...entries.flatMap(([name, value]) => pathsIn(value as Json, [...path, name]))];
}

function changedAt(json: Json, [name, ...rest]: Path, value: Json | undefined): Json {
  if (name === undefined) {
    return value ?? null;
  }
  if (Array.isArray(json)) {
    return json.flatMap((each: Json, index) => {
      if (index !== name) {
        return [each];
      }
      return rest.length === 0 && value === undefined ? [] : [changedAt(each, rest, value)];
    });
  }
  return Object.fromEntries(
    Object.entries(json as { readonly [name: string]: Json }).flatMap(([key, each]): [string, Json][] => {
      if (key !== name) {
        return [[key, each]];
      }
      return rest.length === 0 && value === undefined ? [] : [[key, changedAt(each, rest, value)]];
    }),
  );
}

/** The payload with personal data in every object of it, under the names that platforms use. */
export function withPersonalData(json: Json): Json {
  if (Array.isArray(json)) {
    return json.map(withPersonalData);
  }
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  const inside = Object.entries(json).map(([name, value]): [string, Json] => [name, withPersonalData(value)]);
  return { ...PERSONAL_FIELDS, ...Object.fromEntries(inside) };
}

const person = { first_name: PERSONAL, last_name: PERSONAL, address1: PERSONAL, zip: PERSONAL, phone: PERSONAL };
const PERSONAL_FIELDS: { readonly [name: string]: Json } = {
  email: PERSONAL,
  contact_email: PERSONAL,
  customer_email: PERSONAL,
  phone: PERSONAL,
  browser_ip: PERSONAL,
  note: PERSONAL,
  staff_note: PERSONAL,
  shop_owner: PERSONAL,
  customer: { ...person, email: PERSONAL },
  billing_address: person,
  shipping_address: person,
  destination: person,
  origin_address: person,
  properties: [{ name: 'engraving', value: PERSONAL }],
  note_attributes: [{ name: 'gift for', value: PERSONAL }],
  client_details: { user_agent: PERSONAL },
  tracking_number: PERSONAL,
  BuyerInfo: { BuyerEmail: PERSONAL, BuyerName: PERSONAL },
  ShippingAddress: { Name: PERSONAL, AddressLine1: PERSONAL },
  DestinationPostalCode: PERSONAL,
};
