// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client !== 'better-sqlite3';
  // Rows are locked and listed in byte order, whatever the database's locale.
  const bytewise = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('budget', table => {
    table.comment('Limits of scopes, a month each: the system of record');
    table.specificType('scope', bytewise).primary();
    table.bigInteger('amount').comment('Nano-dollars; null for no limit');
    table.text('set_by').notNullable();
    table.bigInteger('set_at').notNullable().comment('UTC ms');
  });

  await knex.schema.createTable('budget_change', table => {
    table.comment('Changes of limits, append-only');
    table.bigInteger('revision').primary().comment('1, 2, 3, … without gaps');
    table.bigInteger('at').notNullable().comment('UTC ms');
    table.specificType('scope', bytewise).notNullable();
    table.bigInteger('from_amount');
    table.bigInteger('to_amount');
    table.text('changed_by').notNullable();
    table.text('reason').notNullable();
    table.index(['scope', 'revision']);
  });

  await knex.schema.createTable('quota_limit', table => {
    table.comment('Limits that the ledger of this database enforces');
    table.specificType('scope', bytewise).primary();
    table.bigInteger('amount').comment('Nano-dollars; null for no limit');
    table.bigInteger('revision').notNullable();
  });

  await knex.schema.createTable('quota_balance', table => {
    table.comment('What counts against a limit, in nano-dollars');
    table.specificType('scope', bytewise).notNullable();
    table.text('period').notNullable();
    table.bigInteger('settled').notNullable().defaultTo(0);
    table.bigInteger('held').notNullable().defaultTo(0);
    table.bigInteger('unreconciled').notNullable().defaultTo(0);
    table.primary(['scope', 'period']);
  });

  await knex.schema.createTable('quota_hold', table => {
    table.comment('Reservations; those that ended stay for a while');
    table.specificType('id', bytewise).primary();
    table.text('attempt_id').notNullable();
    table.text('state').notNullable();
    table.text('previous').comment('The state before, of an ended one');
    table.text('scopes').notNullable().comment('JSON array, sorted');
    table.text('period').notNullable();
    table.bigInteger('amount').notNullable().comment('Nano-dollars held');
    table.bigInteger('charged').comment('Nano-dollars settled');
    table.bigInteger('created_at').notNullable().comment('UTC ms');
    table.bigInteger('expires_at').notNullable().comment('UTC ms');
    table.bigInteger('ended_at').comment('UTC ms; null while it counts');
    table.index(['state', 'expires_at']);
    table.index(['created_at', 'id']);
    table.index(['ended_at']);
  });

  await knex.schema.createTable('quota_import', table => {
    table.comment('Past spend that was added, by its id, so that it is once');
    table.text('id').primary();
    table.text('period').notNullable();
  });

  await knex.schema.createTable('replica', table => {
    table.comment('Processes that serve the proxy, by their heartbeats');
    table.specificType('id', bytewise).primary();
    table.text('store').notNullable();
    table.bigInteger('started_at').notNullable().comment('UTC ms');
    table.bigInteger('seen_at').notNullable().comment('UTC ms');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'replica',
    'quota_import',
    'quota_hold',
    'quota_balance',
    'quota_limit',
    'budget_change',
    'budget',
  ]) {
    await knex.schema.dropTable(table);
  }
};
