/** The guards of the last units under escrow: that they come to each listing that may sell them, and rest where none else can. */
import type { Guard } from '../../guard.ts';

const POOLS = 'shared/domain/exposure/share-pools.ts';
const DEMAND = 'shared/domain/exposure/demand.ts';

/** What lets units go on where nobody buys them, and ends it where no other listing could sell them. */
export const LAST_UNITS_GUARDS: readonly Guard[] = [
  {
    guard: 'Units rest where a listing without any draws on no place that has some',
    file: POOLS,
    search: 'units <= 0 && goal <= 0 && poolOf(stock, [listing]) - withheld >= unitsOf(listing)',
    replace: 'units <= 0 && goal <= 0',
    tests: ['test/shared/domain/exposure/share-pools'],
  },
  {
    guard: 'Units rest where they lie at no place of a listing without any',
    file: POOLS,
    search: 'share.units > 0 && listing.drawsOn.some(drawsThere)',
    replace: 'share.units > 0',
    tests: ['test/shared/domain/exposure/share-pools'],
  },
  {
    guard: 'A listing of which nothing is known gets its units by the mean part of the demand',
    file: DEMAND,
    search: 'return part > 0 ? ((part / sum) * known) / among.length : 1 / among.length;',
    replace: 'return sum > 0 ? part / sum : 1 / among.length;',
    tests: ['test/shared/domain/exposure/demand', 'test/shared/domain/exposure/shares'],
  },
  {
    guard: 'Where escrow begins, a listing that left is read also where it shows nothing, so that others may be raised',
    file: 'shared/domain/exposure/shares.ts',
    search: ' > 0 || isReadForEntry(shares, listing);',
    replace: ' > 0;',
    tests: ['test/shared/domain/exposure/share-pools', 'test/shared/usecases/exposure/change-policy'],
  },
];
