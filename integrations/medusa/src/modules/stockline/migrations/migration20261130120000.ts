/** Makes the plugin's tables. */
import { Migration } from '@medusajs/framework/mikro-orm/migrations';

const STAMPS =
  'created_at timestamptz not null default now(), updated_at timestamptz not null default now(), deleted_at timestamptz null';

export class Migration20261130120000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists stockline_setting (id text primary key, value text not null, ${STAMPS})`);
    this.addSql(`create table if not exists stockline_push (id text primary key, shows integer not null, ${STAMPS})`);
    this.addSql(`create table if not exists stockline_order (
      id text primary key, version timestamptz null, sent_version timestamptz null, is_placed boolean not null default false,
      recorded jsonb not null, states jsonb not null, attempts integer not null default 0, attempt_after timestamptz null, ${STAMPS})`);
    this.addSql('create index if not exists stockline_order_version on stockline_order (version)');
    this.addSql(`create index if not exists stockline_order_unsent on stockline_order (id)
      where sent_version is null or sent_version < version`);
    this.addSql(`create table if not exists stockline_hold (
      id text primary key, cart_id text not null, state text check (state in ('asked', 'open', 'used', 'over')) not null,
      lines text not null, expires_at timestamptz not null, is_captured boolean not null default false, ${STAMPS})`);
    this.addSql('create index if not exists stockline_hold_cart on stockline_hold (cart_id)');
    this.addSql(
      "create index if not exists stockline_hold_open on stockline_hold (expires_at) where state in ('asked', 'open')",
    );
    this.addSql(`create table if not exists stockline_held_units (
      id text primary key, hold_id text not null, inventory_item_id text not null, location_id text not null,
      units integer not null, ${STAMPS})`);
    this.addSql('create index if not exists stockline_held_units_hold on stockline_held_units (hold_id)');
    this.addSql(
      'create index if not exists stockline_held_units_item on stockline_held_units (inventory_item_id, location_id)',
    );
  }

  override async down(): Promise<void> {
    for (const table of ['setting', 'push', 'order', 'hold', 'held_units']) {
      this.addSql(`drop table if exists stockline_${table} cascade`);
    }
  }
}
