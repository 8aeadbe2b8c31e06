/** `npx stockline tokens`: the tokens of the stock API. */
import { randomBytes } from 'node:crypto';
import {
  type ApiTokens,
  FIRST,
  parseApiTokens,
  SCOPES,
  type Scope,
  type TokenEdit,
  validTokens,
  withoutToken,
  withToken,
  withTokenRotated,
} from '../../../shared/api-tokens.ts';
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { secretsClient } from '../../../shared/aws/lambda/secrets-client.ts';
import { secretStore } from '../../../shared/aws/secrets/secret-store.ts';
import { readTokenUses } from '../../../shared/aws/secrets/token-uses.ts';
import { argumentsOf } from '../../arguments/arguments.ts';
import { secretNameOf } from '../../arguments/aws-options.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { printable } from '../../terminal/printable.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  scopes: { type: 'string', default: 'read' },
  overlap: { type: 'string', default: '24' },
} as const;

export const tokensCommand: Command = {
  options: OPTIONS,
  words: ['add', 'rotate', 'remove'],
  usage: `Usage: npx stockline tokens [options]
       npx stockline tokens add NAME [--scopes read,hold]
       npx stockline tokens rotate NAME [--overlap HOURS]
       npx stockline tokens remove NAME

Lists the tokens of the stock API: name, scopes, until when, last used (to the hour). add and rotate print the new token, once.
Functions know a change within five minutes. The first token is called ${FIRST}: it may do everything, and opens the page.

  --scopes SCOPES   read: all GETs; hold: to place and end holds; operate: everything (default read)
  --overlap HOURS   so long the token before is taken too (default 24; 0 to 720)
${COMMON_USAGE}

Example: npx stockline tokens add cart --scopes read,hold`,
  run,
};

const HOUR_MS = 3_600_000;

type Values = { readonly scopes: string; readonly overlap: string; readonly json: boolean };

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const [verb, name, ...others] = positionals;
  if (others.length > 0 || (verb !== undefined && name === undefined)) {
    throw new UsageError('Name one token.');
  }
  const token = randomBytes(24).toString('base64url');
  const now = new Date();
  const edit = verb === undefined ? undefined : editOf(verb, name ?? '', { ...values, token, now });
  const { table } = await findDeployment(values);
  const store = secretStore(secretsClient(OF_A_COMMAND), secretNameOf('api'));
  const before = parseApiTokens((await store.read()) ?? '');
  if (edit === undefined) {
    await printTokens(table, before, values.json, now);
    return 0;
  }
  const edited = edit(before);
  if (edited.kind === 'refused') {
    throw new Error(edited.why);
  }
  await store.write(JSON.stringify(edited.tokens));
  const shown = verb === 'remove' ? {} : { token };
  process.stdout.write(values.json ? `${JSON.stringify({ name, ...shown })}\n` : done(verb ?? '', name ?? '', token));
  return 0;
}

function editOf(
  verb: string,
  name: string,
  { scopes, overlap, token, now }: Values & { readonly token: string; readonly now: Date },
): (before: ApiTokens) => TokenEdit {
  switch (verb) {
    case 'add': {
      const added = { name, token, scopes: scopesIn(scopes) };
      return (before) => withToken(before, added, now);
    }
    case 'rotate': {
      const until = new Date(now.getTime() + hoursIn(overlap) * HOUR_MS);
      return (before) => withTokenRotated(before, name, token, until, now);
    }
    case 'remove':
      return (before) => withoutToken(before, name);
    default:
      throw new UsageError(`“${verb}” is none of add, rotate and remove.`);
  }
}

function scopesIn(text: string): Scope[] {
  return text.split(',').map((each) => {
    const scope = SCOPES.find((known) => known === each.trim());
    if (scope === undefined) {
      throw new UsageError(`--scopes ${text}: use some of ${SCOPES.join(', ')}.`);
    }
    return scope;
  });
}

const OVERLAP_HOURS_MAX = 720;

function hoursIn(text: string): number {
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(hours <= OVERLAP_HOURS_MAX)) {
    throw new UsageError(`--overlap ${text}: use whole hours from 0 to ${OVERLAP_HOURS_MAX}.`);
  }
  return hours;
}

function done(verb: string, name: string, token: string): string {
  return verb === 'remove'
    ? `${printable(name)} is removed: it is refused within five minutes.\n`
    : `${token}\n${printable(name)} is taken within five minutes. Keep it now: it is printed this once.\n`;
}

async function printTokens(table: string, tokens: ApiTokens, isJson: boolean, now: Date): Promise<void> {
  const valid = validTokens(tokens, now);
  const uses = await readTokenUses(
    documentClient(OF_A_COMMAND),
    table,
    valid.map(({ name }) => name),
  );
  const listed = valid.map(({ name, scopes, until }) => ({
    ...{ name, scopes, until: until ?? null, lastUsedAt: uses.get(name) ?? null },
  }));
  const width = Math.max(...listed.map(({ name }) => name.length));
  const lines = listed.map(({ name, scopes, until, lastUsedAt }) =>
    [
      name.padEnd(width),
      scopes.join(',').padEnd(9),
      lastUsedAt === null ? 'never used' : `last used ${lastUsedAt}`,
      ...(until === null ? [] : [`until ${until}`]),
    ].join('  '),
  );
  process.stdout.write(isJson ? `${JSON.stringify({ tokens: listed })}\n` : `${lines.join('\n')}\n`);
}
