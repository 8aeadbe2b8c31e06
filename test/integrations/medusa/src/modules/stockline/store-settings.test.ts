import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../../../../../integrations/medusa/src/modules/stockline/store-settings.ts';

const SECRET = `whsec_${Buffer.from('s'.repeat(32)).toString('base64')}`;
const given = { callingSecret: SECRET, signingSecret: SECRET };
const holds = { url: 'https://stockline.example/', token: 't' };

describe('the options of the Medusa plugin', () => {
  it('are two secrets; all else has a default', () => {
    expect(readSettings(given)).toEqual({
      ...{ name: 'Medusa', callingSecrets: [SECRET], signingSecret: SECRET },
      ...{ locations: undefined, holds: undefined },
    });
  });

  it('may name two calling secrets while one is replaced, and a checkout’s holds', () => {
    const settings = readSettings({ ...given, callingSecret: [SECRET, SECRET], locations: ['sloc_1'], holds });
    expect(settings).toMatchObject({
      ...{ callingSecrets: [SECRET, SECRET], locations: ['sloc_1'] },
      holds: { url: 'https://stockline.example', token: 't', ttlSeconds: 900, whenUnreachable: 'sell' },
    });
  });

  it.each([
    [undefined, 'options'],
    [{ ...given, callingSecret: 'secret' }, 'callingSecret'],
    [{ callingSecret: SECRET }, 'signingSecret'],
    [{ ...given, locations: [] }, 'locations'],
    [{ ...given, holds: { ...holds, token: '' } }, 'holds.token'],
    [{ ...given, holds: { ...holds, ttlSeconds: 5 } }, 'holds.ttlSeconds'],
    [{ ...given, holds: { ...holds, whenUnreachable: 'wait' } }, 'holds.whenUnreachable'],
  ])('are refused with the name of the one that is wrong: %#', (options, named) => {
    expect(() => readSettings(options)).toThrow(named);
  });
});
