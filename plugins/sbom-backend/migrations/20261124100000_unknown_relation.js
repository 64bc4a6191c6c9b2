// @ts-check

/**
 * Until now a component that the graph does not reach was stored as transitive.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // What the graph reaches is direct or has a step before it.
  await knex('member')
    .where({ direct: false })
    .whereNull('via')
    .update({ direct: null });
  await knex('upload')
    .where({ direct_count: 0 })
    .where('component_count', '>', 0)
    .update({ direct_count: null });
};

/** Null meant unknown before, too. */
exports.down = async function down() {};
