/** Puts values that no sender should send into payloads, chosen by a seed. */
import { type Json, withPersonalData } from '../shared/channels/mutation.ts';
import type { Random } from '../simulation/random.ts';

/** What was refused too late, or broke something, in this system or in others. */
const VALUES: readonly [Json, ...Json[]] = [
  null,
  true,
  '',
  ' ',
  [],
  {},
  -1,
  0,
  0.5,
  1e-140,
  1e21,
  1e300,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  1_000_000_001,
  'constructor',
  '__proto__',
  'toString',
  '\u0000',
  '\ud800',
  '\uffff',
  '\ufffe',
  '\u001b[2J\u0007',
  'a\u202eb',
  '😀'.repeat(255),
  '😀'.repeat(80),
  'x'.repeat(256),
  'x'.repeat(5_000),
  ':'.repeat(128),
  '%25%3A#SKU#',
  "=cmd|'/C calc'!A0",
  'document:sale:1',
  '2026-02-30T12:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '0001-01-01T00:00:00Z',
  '2026-11-24T12:00:00',
  '1e3',
  '0x10',
  '١٢',
  'sale.complete',
  [[[]]],
  { id: {} },
];

/** Words that change the text of the whole message: what JSON.stringify would never write. */
const RAW_NUMBERS: readonly [string, ...string[]] = [
  '1e400',
  '-0',
  '1e-400',
  '123456789012345678901234567890',
  '1E5',
  '00',
  '0x1F',
];

/**
 * The payload as text, with none to four of its fields changed, and seldom no JSON at all. Persons are named in every object
 * of it, where its sender may name any.
 */
export function hostileText(payload: Json, random: Random, persons: 'named' | 'none'): string {
  let json = payload;
  for (let changes = random.integer(0, 4); changes > 0; changes -= 1) {
    json = changed(json, random);
  }
  const text = JSON.stringify(persons === 'named' ? withPersonalData(json) : json);
  if (random.chance(0.04)) {
    return text.slice(0, random.integer(0, text.length));
  }
  if (random.chance(0.08)) {
    const number = random.pick(RAW_NUMBERS);
    let left = random.integer(0, 6);
    return text.replaceAll(/(?<=:)-?\d+(?=[,}])/g, (digits) => {
      left -= 1;
      return left === 0 ? number : digits;
    });
  }
  return text;
}

/** One field somewhere in it is left out, doubled, or something else. */
function changed(json: Json, random: Random): Json {
  if (Array.isArray(json) && json.length > 0 && random.chance(0.8)) {
    const index = random.integer(0, json.length - 1);
    if (random.chance(0.1)) {
      return [...json, ...json];
    }
    return random.chance(0.1)
      ? json.filter((_, at) => at !== index)
      : json.map((each: Json, at) => (at === index ? changed(each, random) : each));
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json) && random.chance(0.9)) {
    const entries = Object.entries(json);
    const at = random.integer(0, Math.max(0, entries.length - 1));
    const [name] = entries[at] ?? [''];
    if (random.chance(0.1)) {
      return Object.fromEntries(entries.filter((_, index) => index !== at));
    }
    return Object.fromEntries(entries.map(([key, value]) => [key, key === name ? changed(value, random) : value]));
  }
  return random.pick(VALUES);
}
