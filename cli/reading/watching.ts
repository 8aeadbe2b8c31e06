/** Shows something again and again: in place on a terminal, and elsewhere only what is new. */
import { setTimeout as pause } from 'node:timers/promises';

export type Screen = {
  readonly isTerminal: boolean;
  write(text: string): void;
};

const EVERY_MS = 2_000;

/**
 * Reads and shows until `signal` says that it is enough. Lines that are the same as before are not written again; on a terminal
 * the new ones stand where the old ones stood. Rejects when a read does.
 */
export async function watch(
  read: () => Promise<readonly string[]>,
  screen: Screen,
  signal: AbortSignal,
  everyMs = EVERY_MS,
): Promise<void> {
  let shown: readonly string[] = [];
  while (!signal.aborted) {
    const lines = await read();
    if (lines.join('\n') !== shown.join('\n') && !signal.aborted) {
      // Up to where the old lines begin, and away with all below (ECMA-48: CPL, ED).
      const away = screen.isTerminal && shown.length > 0 ? `\x1b[${shown.length}F\x1b[J` : '';
      screen.write(`${away}${lines.join('\n')}\n`);
      shown = lines;
    }
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
