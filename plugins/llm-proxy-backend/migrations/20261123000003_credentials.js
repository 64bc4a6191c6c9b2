// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('credential_epoch', table => {
    table.comment('One row: counts the changes to stops, revocations and keys');
    table.integer('id').primary();
    table.bigInteger('value').notNullable();
  });
  await knex('credential_epoch').insert({ id: 1, value: 0 });

  await knex.schema.createTable('credential_stop', table => {
    table.comment('Entities that were stopped; a row stays after resuming');
    table.text('entity_ref').primary();
    table.boolean('active').notNullable();
    table
      .bigInteger('epoch')
      .notNullable()
      .comment('Credentials of earlier epochs stay invalid');
    table.bigInteger('version').notNullable().index();
    table.bigInteger('at').notNullable().comment('UTC ms');
    table.text('by').notNullable();
    table.text('reason').notNullable();
  });

  await knex.schema.createTable('credential_revocation', table => {
    table.comment('Credentials that were revoked before their time');
    table.text('jti').primary();
    table.bigInteger('version').notNullable().index();
    table
      .bigInteger('expires_at')
      .notNullable()
      .index()
      .comment('When the credential ends anyway, UTC ms');
    table.bigInteger('at').notNullable().comment('UTC ms');
    table.text('by').notNullable();
    table.text('reason').notNullable();
  });

  await knex.schema.createTable('credential_signing_key', table => {
    table.comment('Keys that the credentials are signed with');
    table
      .integer('generation')
      .primary()
      .comment('Of two replicas that make a key at once, one succeeds');
    table.text('kid').notNullable().unique();
    table.text('public_jwk').notNullable();
    table.text('private_jwk').notNullable();
    table.bigInteger('signs_from').notNullable().comment('UTC ms');
    table.bigInteger('signs_until').notNullable().comment('UTC ms');
  });

  await knex.schema.createTable('credential_development_key', table => {
    table.comment('Opaque keys for the own machine');
    table.text('id').primary();
    table.text('digest').notNullable().unique().comment('SHA-256 of the key');
    table.text('user_ref');
    table.text('service_ref');
    table.text('scopes').notNullable().comment('Separated by spaces');
    table.bigInteger('epoch').notNullable();
    table.bigInteger('created_at').notNullable().comment('UTC ms');
    table.bigInteger('expires_at').notNullable().index().comment('UTC ms');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('credential_development_key');
  await knex.schema.dropTable('credential_signing_key');
  await knex.schema.dropTable('credential_revocation');
  await knex.schema.dropTable('credential_stop');
  await knex.schema.dropTable('credential_epoch');
};
