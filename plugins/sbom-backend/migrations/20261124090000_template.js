// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('upload', table => {
    table
      .text('template')
      .comment('JSON: tells a document that differs by its stamps only');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('upload', table => {
    table.dropColumn('template');
  });
};
