/** Reads the rules of SKUs from a CSV file. */
import { type PolicyRules, settingsOf } from '../../shared/domain/exposure/policy.ts';
import { type ChannelId, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { setting, together } from '../policy/policy-settings.ts';
import { csvField } from './csv-field.ts';
import { atLine, csvLinesUnder } from './csv-lines.ts';

/**
 * The rules of each SKU from CSV text: a column `sku`, and one for each setting by its name (`policy`, `safetyStock`,
 * `risk`, `endgameAt`, `amazon.buffer`, `amazon.cap`). An empty cell says nothing. Throws a sentence with the line number
 * for a row that does not fit.
 */
export function parsePolicies(text: string, channels: readonly ChannelId[]): ReadonlyMap<Sku, PolicyRules> {
  const rules = new Map<Sku, PolicyRules>();
  for (const { sku, cells, line } of rowsOf(text)) {
    rules.set(
      sku,
      atLine(line, () => together(cells.map(([name, value]) => setting(name, value, channels)))),
    );
  }
  return rules;
}

/** Rules of SKUs as such a file: read with `--clear`, it makes each of them say what it says here, and nothing else. */
export function policiesAsCsv(rules: ReadonlyMap<Sku, PolicyRules>): string {
  const said = [...rules].map(([sku, each]) => ({ sku, settings: new Map(settingsOf(each)) }));
  const columns = [...new Set(said.flatMap(({ settings }) => [...settings.keys()]))];
  const rows = said.map(({ sku, settings }) => [sku, ...columns.map((column) => String(settings.get(column) ?? ''))]);
  return [['sku', ...columns], ...rows].map((cells) => `${cells.map(csvField).join(',')}\n`).join('');
}

/** SKUs as CSV text with a column `sku`. */
export function skusAsCsv(skus: readonly Sku[]): string {
  return ['sku', ...skus].map((cell) => `${csvField(cell)}\n`).join('');
}

/** The SKUs of CSV text with a column `sku`; other columns are ignored. */
export function parseSkus(text: string): readonly Sku[] {
  return [...rowsOf(text)].map(({ sku }) => sku);
}

type Row = { readonly sku: Sku; readonly cells: readonly (readonly [string, string])[]; readonly line: number };

function* rowsOf(text: string): Generator<Row> {
  const lines = new Map<Sku, number>();
  for (const { cells, line } of csvLinesUnder(text, checkedHeader)) {
    const { sku: name = '', ...settings } = cells;
    const sku = atLine(line, () => parseSku(name));
    const before = lines.get(sku);
    if (before !== undefined) {
      throw new Error(`Line ${line}: ${sku} stands in line ${before} already.`);
    }
    lines.set(sku, line);
    yield { sku, cells: Object.entries(settings).filter(([, value]) => value !== ''), line };
  }
}

function checkedHeader(header: readonly string[]): readonly string[] {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (!header.includes('sku') || twice !== undefined) {
    const why = twice === undefined ? 'needs a column “sku”' : `names “${twice}” twice`;
    throw new Error(`The first line ${why}: it is “${header.join(',')}”.`);
  }
  return header;
}
