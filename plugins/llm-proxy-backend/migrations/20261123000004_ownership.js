/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('ownership', table => {
    table.comment(
      'What binds for quota and data class, apart from the catalog',
    );
    table.string('entity_ref', 512).primary();
    table.string('owner', 512).nullable();
    table.string('system', 512).nullable();
    table.string('data_class', 16).nullable();
    table
      .text('pending')
      .nullable()
      .comment('JSON of what waits for acceptance');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('ownership');
};
