/** `npx stockline conformance`: tries an own shop from outside, and says which promises of the protocol it keeps. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { callAddress } from '../../../shared/channel-config.ts';
import {
  type DirectCredentials,
  parseDirectCredentials,
} from '../../../shared/channels/direct/connecting/credentials.ts';
import { DIRECT_SECRET } from '../../../shared/channels/direct/connecting/secret-form.ts';
import { messageOf } from '../../../shared/message-of.ts';
import { argumentsOf } from '../../arguments/arguments.ts';
import { type Command, UsageError } from '../../command.ts';
import { startReceiver } from '../../conformance/receiver.ts';
import { runTrial, type TriedRow } from '../../conformance/run-trial.ts';
import { createShopCaller } from '../../conformance/shop-caller.ts';
import type { Trial, TriedListing } from '../../conformance/trial.ts';
import { conformanceLines, rowLines } from '../../reports/conformance-report.ts';
import { givenFields } from './connect.ts';

const SETTLE_SECONDS = 30;
/** What docs/own-shop.md says of messages and of changes. */
const WAITS = { messageMs: 60_000, changesMs: 10_000 };

const OPTIONS = {
  credentials: { type: 'string' },
  listing: { type: 'string' },
  skus: { type: 'string' },
  port: { type: 'string', default: '0' },
  'receive-at': { type: 'string' },
  sell: { type: 'string' },
  cancel: { type: 'string' },
  settle: { type: 'string', default: String(SETTLE_SECONDS) },
  json: { type: 'boolean', default: false },
} as const;

export const conformanceCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline conformance URL [options]

URL is where the shop answers Stockline's calls, as in stockline.config.ts. Needs no deployment. Pushes to one listing and
puts each unit back; connects the shop to this machine, and at the end to where it sent its messages before. Do not run it on
a shop that is selling.

  --credentials FILE  a JSON object with callingSecret and signingSecret; - reads it from standard input.
                      Without it the variable STOCKLINE_CREDENTIALS is read in the same form
  --listing ID        the listing to push to (default: the first that shows 20 units or more, or 3)
  --skus FILE         all SKUs that the shop sells, one a line: a page that skips some is found by it
  --port N            the port on this machine that receives the shop's messages (default: a free one)
  --receive-at URL    where the shop reaches that port, if it runs elsewhere (a tunnel)
  --sell COMMAND      a shell command that sells one unit of $STOCKLINE_SKU ($STOCKLINE_LISTING) at
                      $STOCKLINE_LOCATION, and prints the order's id
  --cancel COMMAND    a shell command that takes order $STOCKLINE_ORDER back
  --settle SECONDS    how long a shop that takes figures may need to show one (default ${SETTLE_SECONDS})
  --json              print JSON for machines

Exit code 1 when a promise is not kept. What is not tried is listed with what it needs.

Example: npx stockline conformance https://shop.example.com/stockline --credentials shop.json --sell ./sell-one.sh`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const url = addressIn(positionals);
  const { callingSecrets, signingSecrets } = await secretsIn(values.credentials);
  const [callingSecret = '', signingSecret = ''] = [callingSecrets[0], signingSecrets[0]];
  const receiver = await startReceiver(signingSecret, wholeNumber('--port', values.port));
  try {
    const { sell, cancel } = values;
    const trial: Trial = {
      ...{ url, callingSecret, receiver, chosen: values.listing },
      waits: WAITS,
      skus: values.skus === undefined ? undefined : await linesOf(values.skus),
      caller: createShopCaller(url, callingSecret),
      receiveAt: values['receive-at'] ?? receiver.url,
      settleMs: wholeNumber('--settle', values.settle) * 1_000,
      people: {
        ...(sell !== undefined && {
          sell: ({ sku, listing, location }: TriedListing) =>
            inShell(sell, { STOCKLINE_SKU: sku, STOCKLINE_LISTING: listing, STOCKLINE_LOCATION: location }),
        }),
        ...(cancel !== undefined && {
          cancel: async (order: string) => void (await inShell(cancel, { STOCKLINE_ORDER: order })),
        }),
      },
    };
    const show = (row: TriedRow) => {
      if (!values.json) {
        process.stdout.write(`${rowLines(row).join('\n')}\n`);
      }
    };
    const rows = await runTrial(trial, show);
    process.stdout.write(values.json ? `${JSON.stringify({ url, rows })}\n` : `${conformanceLines(rows).join('\n')}\n`);
    return rows.some(({ verdict }) => verdict.kind === 'fails') ? 1 : 0;
  } finally {
    await receiver.close();
  }
}

function addressIn(positionals: readonly string[]): string {
  const [url, ...rest] = positionals;
  if (url === undefined || rest.length > 0) {
    throw new UsageError('Give one URL: where the shop answers.');
  }
  const read = v.safeParse(callAddress, url);
  if (!read.success) {
    throw new UsageError(read.issues[0].message);
  }
  return read.output;
}

async function secretsIn(source: string | undefined): Promise<DirectCredentials> {
  const fields = await givenFields(source);
  if (fields === undefined) {
    throw new UsageError('Give --credentials, or the variable STOCKLINE_CREDENTIALS.');
  }
  try {
    return parseDirectCredentials(JSON.stringify(DIRECT_SECRET.merge({}, fields)));
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

async function linesOf(file: string): Promise<readonly string[]> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function wholeNumber(option: string, value: string): number {
  const read = Number(value);
  if (!Number.isInteger(read) || read < 0) {
    throw new UsageError(`${option} takes a whole number.`);
  }
  return read;
}

/** Runs a command of the person, and resolves with what it prints. Rejects when it fails. */
async function inShell(command: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env: { ...process.env, ...env } });
  return stdout.trim();
}
