/** Reads bundles from a CSV file and from the command line. */
import { parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { addedUp, type Component } from '../../shared/domain/stock/bundle.ts';
import { atLine, csvLines } from './csv-lines.ts';
import { inDigits } from './whole-units.ts';

/**
 * What bundles are made of, from CSV text with the header `bundle,component,quantity`. Lines of one component add up.
 * Throws a sentence with the line number for a row that does not fit.
 */
export function parseBundles(text: string): ReadonlyMap<Sku, readonly Component[]> {
  const parsed = csvLines(text, ['bundle', 'component', 'quantity']).map(({ cells, line, separator }) =>
    atLine(line, () => ({
      bundle: parseSku(cells.bundle),
      component: { sku: parseSku(cells.component), quantity: parseTimes(inDigits(cells.quantity, separator)) },
    })),
  );
  const groups = [...Map.groupBy(parsed, ({ bundle }) => bundle)];
  return new Map(groups.map(([bundle, group]) => [bundle, addedUp(group.map(({ component }) => component))]));
}

/** `SKU=2`, or `SKU` for one. */
export function parseComponent(text: string): Component {
  const at = text.lastIndexOf('=');
  const [sku, quantity] = at < 0 ? [text, '1'] : [text.slice(0, at), text.slice(at + 1)];
  return { sku: parseSku(sku), quantity: parseTimes(quantity) };
}

function parseTimes(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new Error(`“${text}” is not how many units go into one bundle: use a whole number of 1 or more.`);
  }
  return Number(text);
}
