/** Fills a new Medusa store: two locations, each with a sales channel that sells from it, a region, free shipping, keys, and products. */
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils';
import {
  createApiKeysWorkflow,
  createInventoryLevelsWorkflow,
  createProductsWorkflow,
  createRegionsWorkflow,
  createSalesChannelsWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  linkSalesChannelsToApiKeyWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
} from '@medusajs/medusa/core-flows';

/**
 * Prints one line of JSON: `{"store": {…}}` with all ids that a customer or the staff needs. STORE_PRODUCTS names the products, and
 * what is stocked of each at the first location; at the second, nothing is.
 */
export default async function seed({ container }) {
  const run = async (workflow, input) => (await workflow(container).run({ input })).result;
  const [region] = await run(createRegionsWorkflow, {
    regions: [{ name: 'EU', currency_code: 'eur', countries: ['de'], payment_providers: ['pp_system_default'] }],
  });
  const [profile] = await run(createShippingProfilesWorkflow, { data: [{ name: 'Parcels', type: 'default' }] });
  const web = await openChannel(container, run, profile, { channel: 'Web', location: 'Main', street: 'Quay 1' });
  const outlet = await openChannel(container, run, profile, { channel: 'Outlet', location: 'Attic', street: 'Quay 2' });
  const [secret] = await run(createApiKeysWorkflow, {
    api_keys: [{ title: 'Staff', type: 'secret', created_by: '' }],
  });
  const wanted = JSON.parse(process.env.STORE_PRODUCTS ?? '[]');
  const products = await run(createProductsWorkflow, {
    products: wanted.map(({ sku }) => productOf(sku, profile, [web, outlet])),
  });
  const inventory = await container.resolve(Modules.INVENTORY).listInventoryItems({}, { take: wanted.length + 1 });
  await run(createInventoryLevelsWorkflow, {
    inventory_levels: inventory.flatMap(({ id, sku }) => [
      {
        ...{ location_id: web.location, inventory_item_id: id },
        stocked_quantity: wanted.find((each) => each.sku === sku)?.quantity ?? 0,
      },
      { location_id: outlet.location, inventory_item_id: id, stocked_quantity: 0 },
    ]),
  });
  const bySku = (idOf) =>
    Object.fromEntries(products.flatMap((product) => product.variants.map((each) => [each.sku, idOf(product, each)])));
  const items = Object.fromEntries(inventory.map(({ sku, id }) => [sku, id]));
  const ids = { ...web, outlet, region: region.id, secretKey: secret.token, items };
  const sold = { variants: bySku((_, { id }) => id), products: bySku(({ id }) => id) };
  process.stdout.write(`${JSON.stringify({ store: { ...ids, ...sold } })}\n`);
}

function productOf(sku, profile, channels) {
  return {
    ...{ title: sku, status: 'published', shipping_profile_id: profile.id },
    options: [{ title: 'Kind', values: ['One'] }],
    variants: [
      {
        ...{ title: sku, sku, options: { Kind: 'One' }, manage_inventory: true },
        prices: [{ amount: 1, currency_code: 'eur' }],
      },
    ],
    sales_channels: channels.map(({ channel }) => ({ id: channel })),
  };
}

/** A sales channel with a location of its own, free shipping from there, and the key of its storefront. */
async function openChannel(container, run, profile, names) {
  const link = container.resolve(ContainerRegistrationKeys.LINK);
  const fulfillment = container.resolve(Modules.FULFILLMENT);
  const [channel] = await run(createSalesChannelsWorkflow, { salesChannelsData: [{ name: names.channel }] });
  const [location] = await run(createStockLocationsWorkflow, {
    locations: [{ name: names.location, address: { address_1: names.street, city: 'Hamburg', country_code: 'de' } }],
  });
  const linkedTo = (what) => ({
    [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
    [Modules.FULFILLMENT]: what,
  });
  await link.create(linkedTo({ fulfillment_provider_id: 'manual_manual' }));
  await run(linkSalesChannelsToStockLocationWorkflow, { id: location.id, add: [channel.id] });
  const set = await fulfillment.createFulfillmentSets({
    name: `Parcels from ${names.location}`,
    type: 'shipping',
    service_zones: [{ name: `Germany from ${names.location}`, geo_zones: [{ country_code: 'de', type: 'country' }] }],
  });
  await link.create(linkedTo({ fulfillment_set_id: set.id }));
  const [shipping] = await run(createShippingOptionsWorkflow, [
    {
      ...{ name: 'Free', price_type: 'flat', provider_id: 'manual_manual' },
      ...{ service_zone_id: set.service_zones[0].id, shipping_profile_id: profile.id },
      type: { label: 'Free', description: 'Two days', code: `free-${names.channel.toLowerCase()}` },
      prices: [{ currency_code: 'eur', amount: 0 }],
      rules: [],
    },
  ]);
  const [publishable] = await run(createApiKeysWorkflow, {
    api_keys: [{ title: `Storefront ${names.channel}`, type: 'publishable', created_by: '' }],
  });
  await run(linkSalesChannelsToApiKeyWorkflow, { id: publishable.id, add: [channel.id] });
  return { location: location.id, channel: channel.id, shipping: shipping.id, publishableKey: publishable.token };
}
