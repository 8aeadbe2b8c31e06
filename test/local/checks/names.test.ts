import { expect, it } from '@jest/globals';
import { ONE_NAME_ONE_MEANING } from '../../../local/checks/names.ts';

it.each([
  ['two files export one name', ['shared/a.ts', 'shared/domain/b.ts'], 1],
  ['a file outside shared has the name too', ['shared/a.ts', 'cli/b.ts'], 0],
  ['the same file of two platforms', ['shared/channels/shopify/platform.ts', 'shared/channels/square/platform.ts'], 0],
  ['two files of two platforms', ['shared/channels/shopify/platform.ts', 'shared/channels/square/client/client.ts'], 1],
])('%s', (_what, paths, count) => {
  const tree = new Map(paths.map((path) => [path, 'export function settle(): void {}\n']));
  expect(ONE_NAME_ONE_MEANING.find(tree)).toHaveLength(count);
});
