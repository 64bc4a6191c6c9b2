// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('signing_key', table => {
    table.comment('Keys that sign, will sign or have signed');
    table.text('kid').primary();
    table.integer('generation').notNullable().unique();
    table.text('public_jwk').notNullable().comment('JSON');
    table.text('private_jwk').comment('JSON; null once it signs no more');
    table.bigInteger('signs_from').notNullable().comment('UTC ms');
  });

  await knex.schema.createTable('exception_sequence', table => {
    table.comment('Counts the changes of an entity, and orders them');
    table.text('entity_ref').primary();
    table.bigInteger('sequence').notNullable();
  });

  await knex.schema.createTable('policy_exception', table => {
    table.comment('Exceptions from rules');
    table.text('id').primary();
    table.text('entity_ref').notNullable();
    table.text('rule').notNullable();
    table.text('state').notNullable();
    table.bigInteger('requested_at').notNullable().comment('UTC ms');
    table.bigInteger('expires').notNullable().comment('UTC ms');
    table.text('record').notNullable().comment('JSON');
    table.index(['entity_ref']);
    table.index(['state', 'expires']);
  });

  await knex.schema.createTable('simulation', table => {
    table.comment('Simulations of the last day');
    table.text('id').primary();
    table.text('principal').notNullable();
    table.text('state').notNullable().comment('running, done, failed');
    table.bigInteger('started_at').notNullable().comment('UTC ms');
    table.bigInteger('seen_at').notNullable().comment('Sign of life, UTC ms');
    table.bigInteger('as_of').notNullable().comment('UTC ms');
    table.integer('evaluated').notNullable();
    table.integer('total').notNullable();
    table.text('error');
    table.text('outcome').comment('JSON');
    table.text('running_of').unique().comment('The principal while it runs');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'simulation',
    'policy_exception',
    'exception_sequence',
    'signing_key',
  ]) {
    await knex.schema.dropTable(table);
  }
};
