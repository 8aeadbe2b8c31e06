/** `npm run example -- SKU`: the life of a hold on the API of STOCKLINE_URL, with the token of STOCKLINE_TOKEN. */
import { setTimeout as pause } from 'node:timers/promises';
import { stocklineClient } from '../src/client.ts';
import { lifeOfAHold } from './life-of-a-hold.ts';

const { STOCKLINE_URL: url, STOCKLINE_TOKEN: token } = process.env;
const [sku] = process.argv.slice(2);
if (url === undefined || token === undefined || sku === undefined) {
  process.stderr.write('Set STOCKLINE_URL and STOCKLINE_TOKEN, and name a SKU: npm run example -- SKU\n');
  process.exitCode = 2;
} else {
  await lifeOfAHold(stocklineClient({ url, token }), sku, {
    say: (line) => process.stdout.write(`${line}\n`),
    wait: (seconds) => pause(seconds * 1_000),
  });
}
