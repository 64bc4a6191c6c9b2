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
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'policy_exception',
    'exception_sequence',
    'signing_key',
  ]) {
    await knex.schema.dropTable(table);
  }
};
