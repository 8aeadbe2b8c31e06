import { expect, it } from '@jest/globals';
import { locationFindings } from '../../../../shared/channels/connecting/mapped-locations.ts';

it('of the locations that a channel maps, one that is not there stops everything, and one that is closed is named', () => {
  const words = { isMissing: 'the shop has no such location', isClosed: 'it is closed: open it' };
  const isOpen = new Map([
    ['1', true],
    ['2', false],
    ['4', false],
  ]);
  expect(locationFindings(['1', '2', '3'], isOpen, words)).toEqual([
    { grant: 'location 2', without: 'it is closed: open it, or take it out of stockline.config.ts', isRequired: false },
    {
      grant: 'location 3',
      without: 'the shop has no such location: correct it in stockline.config.ts',
      isRequired: true,
    },
  ]);
});
