/** Finds a Chromium on this machine, for the tests of the page. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The one that STOCKLINE_CHROMIUM names, or one in the PATH; undefined where there is none. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const named = env['STOCKLINE_CHROMIUM'];
  const folders = (env['PATH'] ?? '').split(delimiter);
  const places = [
    ...(named ? [named] : []),
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
    MAC,
  ];
  return places.find((place) => existsSync(place));
}

export const NO_CHROMIUM = `
THE PAGE WAS NOT TESTED: this machine has no Chromium. Install one (Debian: apt-get install chromium), or name it with
STOCKLINE_CHROMIUM, then run npm test -- test/browser.
`;
