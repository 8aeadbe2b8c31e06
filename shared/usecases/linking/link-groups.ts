/** Which planned links belong together in one write. */
import type { Sku } from '../../domain/identifiers.ts';
import { LINK_WRITES_MAX, type LinkChange, linkWrites } from '../../ports/importing/links.ts';

/** A link that changes from one SKU to another. */
type Change = { readonly from: { readonly sku: Sku }; readonly to: { readonly sku: Sku }; readonly change: LinkChange };

/**
 * The links, in groups that are written at once. Those that exchange SKUs are in one group, so two listings swap at once; the
 * others with a SKU in common are together where they fit into one write. Only a group of links that exchange SKUs may be too
 * large for that.
 */
export function linkGroups<Link extends Change>(planned: readonly Link[]): readonly (readonly Link[])[] {
  return withSkusInCommon(planned).flatMap((group) => (fits(group) ? [group] : packed(exchanges(group))));
}

/** Whether one write takes these links. */
export function fits(links: readonly Change[]): boolean {
  return linkWrites(links.map(({ change }) => change)) <= LINK_WRITES_MAX;
}

function withSkusInCommon<Link extends Change>(links: readonly Link[]): readonly (readonly Link[])[] {
  const groups: { readonly skus: Set<Sku>; readonly links: Link[] }[] = [];
  for (const each of links) {
    const skus = [each.from.sku, each.to.sku];
    const touching = groups.filter((group) => skus.some((sku) => group.skus.has(sku)));
    const joined = {
      skus: new Set([...touching.flatMap((group) => [...group.skus]), ...skus]),
      links: [...touching.flatMap(({ links: own }) => own), each],
    };
    groups.splice(0, groups.length, ...groups.filter((group) => !touching.includes(group)), joined);
  }
  return groups.map(({ links: own }) => own);
}

/** Links on a way from SKU to SKU that comes back to where it began, together; every other one by itself. */
function exchanges<Link extends Change>(links: readonly Link[]): readonly (readonly Link[])[] {
  const leading = Map.groupBy(links, ({ from }) => from.sku);
  const reached = new Map([...leading.keys()].map((sku) => [sku, reachedFrom(sku, leading)]));
  const isBoth = (one: Sku, other: Sku) =>
    reached.get(one)?.has(other) === true && reached.get(other)?.has(one) === true;
  const groups: Link[][] = [];
  for (const each of links) {
    const isOnWay = ([first]: readonly Link[]) =>
      first !== undefined && isBoth(each.from.sku, each.to.sku) && isBoth(each.from.sku, first.from.sku);
    const group = groups.find(isOnWay);
    if (group === undefined) {
      groups.push([each]);
    } else {
      group.push(each);
    }
  }
  return groups;
}

function reachedFrom(start: Sku, leading: ReadonlyMap<Sku, readonly Change[]>): ReadonlySet<Sku> {
  const reached = new Set<Sku>();
  const next = [start];
  for (let sku = next.pop(); sku !== undefined; sku = next.pop()) {
    for (const { to } of leading.get(sku) ?? []) {
      if (!reached.has(to.sku)) {
        reached.add(to.sku);
        next.push(to.sku);
      }
    }
  }
  return reached;
}

/** As many of the groups as fit into one write become one. */
function packed<Link extends Change>(groups: readonly (readonly Link[])[]): readonly (readonly Link[])[] {
  const writes: (readonly Link[])[] = [];
  for (const group of groups) {
    const joined = [...(writes.at(-1) ?? []), ...group];
    if (writes.length > 0 && fits(joined)) {
      writes.splice(-1, 1, joined);
    } else {
      writes.push(group);
    }
  }
  return writes;
}
