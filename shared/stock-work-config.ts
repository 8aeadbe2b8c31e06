/** Which configurations of stock work contradict themselves. */
import type { ShopifyChannel, SquareChannel } from './channel-config.ts';
import type { LocationId } from './domain/identifiers.ts';

type WorkChannel = ShopifyChannel | SquareChannel;
type ConfiguredChannel = Pick<WorkChannel, 'id'>;

/** A sentence for each contradiction of `stockWork` with the other settings. */
export function stockWorkProblems(channels: readonly ConfiguredChannel[]): readonly string[] {
  const working = channels.filter(isWorkChannel);
  return [...working.flatMap(placeProblems), ...sharedPlaces(working), ...working.flatMap(driftProblems)];
}

function isWorkChannel(channel: ConfiguredChannel): channel is WorkChannel {
  return 'stockWork' in channel && channel.stockWork === true;
}

/** Units that staff count at a place of the channel must be at one place of ours. */
function placeProblems({ id, locations }: WorkChannel): readonly string[] {
  return Object.entries(locations)
    .filter(([, ours]) => ours.length > 1)
    .map(
      ([place, ours]) =>
        `Channel “${id}” has stockWork, and its location ${place} stands for ${ours.join(' and ')}: what is counted there must be at one location. Map one.`,
    );
}

/** Two admins that set aside the same unit would count it twice. */
function sharedPlaces(working: readonly WorkChannel[]): readonly string[] {
  const places = working.flatMap(({ id, locations }) =>
    Object.entries(locations).flatMap(([place, ours]) =>
      ours.map((location) => ({ location, name: `${place} of “${id}”` })),
    ),
  );
  return [...Map.groupBy<LocationId, (typeof places)[number]>(places, ({ location }) => location)]
    .filter(([, named]) => named.length > 1)
    .map(
      ([location, named]) =>
        `Location “${location}” has the stock work of ${named.map(({ name }) => name).join(' and of ')}: one unit would count twice. Leave stockWork at one of them.`,
    );
}

/** What people change on such a channel is posted already: taken over by `onDrift` it would count twice, overwritten it would be lost. */
function driftProblems({ id, onDrift }: WorkChannel): readonly string[] {
  const isOfPeople = typeof onDrift === 'string' || onDrift?.raised !== undefined || onDrift?.lowered !== undefined;
  return isOfPeople
    ? [
        `Channel “${id}” has stockWork, which posts what people change there: in onDrift give only notCounted, notApplied and maxChange.`,
      ]
    : [];
}
