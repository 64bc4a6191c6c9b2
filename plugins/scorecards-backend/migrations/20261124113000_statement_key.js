// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('statement_key', table => {
    table.comment('Keys that sign verdicts, policies and snapshots');
    table.integer('generation').primary();
    table.text('kid').notNullable();
    table.text('public_jwk').notNullable().comment('JSON');
    table.text('private_jwk').comment('JSON; null once it signs no more');
    table.bigInteger('signs_from').notNullable().comment('UTC ms');
    table.bigInteger('signs_until').notNullable().comment('UTC ms');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('statement_key');
};
