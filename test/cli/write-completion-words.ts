/** `npm run completion-words`: writes what shells complete behind each command anew, as the commands have it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../cli/command-list.ts';
import { wordsOffered } from '../../cli/commands/completion.ts';

const FILE = join(import.meta.dirname, '..', '..', 'cli', 'completion-words.json');

const offered: Record<string, readonly string[]> = {};
for (const [name, { load }] of Object.entries(COMMANDS)) {
  offered[name] = wordsOffered(await load());
}
writeFileSync(FILE, `${JSON.stringify(offered, null, 2)}\n`);
