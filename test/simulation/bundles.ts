/** Bundles of the simulation: SKUs that channels sell, made of its other SKUs. */
import { parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { Component } from '../../shared/domain/stock/bundle.ts';
import { defineBundle } from '../../shared/usecases/exposure/define-bundle.ts';
import type { Stage } from './channels/customers.ts';
import { importSku, listSku, sharePortsOf } from './import-sku.ts';
import type { Random } from './random.ts';

export type DrawnBundle = { readonly sku: Sku; readonly components: readonly Component[] };

const SET = parseSku('SET');
const CHANNEL_HAS_IT = 0.8;

/** A bundle of the first of these SKUs, and of a second where there is one. */
export function drawBundle(random: Random, skus: readonly Sku[]): DrawnBundle {
  const components = skus.slice(0, 2).map((sku) => ({ sku, quantity: random.integer(1, 2) }));
  return { sku: SET, components };
}

/** The bundle is listed on most channels, which show something at first, and an operator defines what it is made of. */
export async function listBundle({ world, trueStock }: Stage, bundle: DrawnBundle, random: Random): Promise<void> {
  const { sku, components } = bundle;
  world.count('bundles listed');
  trueStock.makeBundle(sku, components);
  const [first, ...others] = world.channels;
  for (const channel of [first, ...others.filter(() => random.chance(CHANNEL_HAS_IT))]) {
    await listSku(world, channel, sku, random.integer(0, 8));
  }
  await importSku(world, sku, {});
  const { kind } = await defineBundle(sharePortsOf(world), sku, components);
  if (kind !== 'defined') {
    throw new Error(`${sku} was not defined: ${kind}`);
  }
}
