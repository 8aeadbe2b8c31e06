/**
 * The operator's commands that messages, findings and alarms tell a person to run. The command line has each of them
 * (test/shared/operator-commands.test.ts).
 */
import type { ChannelId, LocationId, Sku } from './domain/identifiers.ts';
import type { Surge } from './domain/pushing/channel-state.ts';

/** Each text can be pasted into a terminal as it stands. */
export const OPERATOR_COMMANDS = {
  doctor: 'npx stockline doctor',
  import: 'npx stockline import',
  channels: 'npx stockline channels',
  parked: 'npx stockline parked',
  failed: 'npx stockline failed',
  drift: (channel: ChannelId) => `npx stockline drift ${channel}`,
  connect: (channel: ChannelId) => `npx stockline connect ${channel}`,
  resume: (channel: ChannelId) => `npx stockline resume ${channel}`,
  confirm: (channel: ChannelId, surge: Surge) => `npx stockline resume ${channel} --confirm ${surge}`,
  release: (sku: Sku, location: LocationId, units: number) =>
    `npx stockline correct ${shellWord(sku)} --unavailable=-${units} --location ${location} --reason "released"`,
  verify: (sku: Sku) => `npx stockline verify ${shellWord(sku)}`,
  showPolicy: (sku?: Sku) => `npx stockline policy show${sku === undefined ? '' : ` ${shellWord(sku)}`}`,
} as const;

/** The text as one word of a shell: quoted where a shell would read it otherwise. */
export function shellWord(text: string): string {
  return /^[\w.:/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
