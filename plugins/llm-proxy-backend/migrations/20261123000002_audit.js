// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('scope_set', table => {
    table.comment('Who pays, once for all calls that share it');
    table.string('id', 43).primary().comment('Digest of the columns');
    table.text('user_ref');
    table.text('service_ref');
    table.text('system_ref');
    table.text('team_ref');
    table
      .text('subject')
      .notNullable()
      .comment('The service, else the user: who may be seen or not');
    table.index(['subject']);
  });

  await knex.schema.createTable('scope_set_member', table => {
    table.comment('Budget scopes of a set');
    table.string('scope', 512).notNullable();
    table.string('set_id', 43).notNullable();
    table.primary(['scope', 'set_id']);
  });

  await knex.schema.createTable('audit_attempt', table => {
    table.comment('Attempts to call a model: the raw events behind spend');
    table.string('id', 200).primary();
    table.text('request_id').notNullable();
    table.integer('attempt').notNullable().comment('From 1');
    table.bigInteger('at').notNullable().comment('UTC ms');
    table
      .string('day', 10)
      .notNullable()
      .comment('UTC, within the period of the hold');
    table.string('set_id', 43).notNullable();
    table
      .string('writer', 64)
      .comment('Of the log it came from; null when it was imported');
    table.text('subject').notNullable();
    table.text('actor');
    table.text('credential_id');
    table.string('deployment', 512);
    table.text('commit_sha');
    table.text('operation').notNullable();
    table.text('alias').notNullable();
    table.text('provider').notNullable();
    table.text('model').notNullable();
    table.text('price_version').notNullable();
    table.text('policy_digest').notNullable();
    table.text('hold_id');
    table.bigInteger('held').notNullable().comment('Nano-dollars');
    table.text('prompt_key').comment('Which key of the day');
    table.text('prompt_mac').comment('HMAC; prompts are kept nowhere');
    table.string('outcome', 16).notNullable();
    table.bigInteger('amount').notNullable().comment('Nano-dollars');
    table.bigInteger('input_tokens');
    table.bigInteger('cached_input_tokens');
    table.bigInteger('output_tokens');
    table.boolean('estimated').notNullable();
    table.integer('status');
    table.text('ended');
    table.bigInteger('first_byte_ms');
    table.bigInteger('duration_ms');
    table.text('cache').notNullable();
    table.boolean('rebuilt').notNullable();
    table.boolean('imported').notNullable();
    table.index(['at', 'id']);
    table.index(['set_id', 'at', 'id']);
    table.index(['day']);
    table.index(['deployment', 'at']);
    table.index(['outcome', 'writer']);
  });

  await knex.schema.createTable('audit_orphan', table => {
    table.comment('Completions that came before their intent');
    table.increments('id');
    table.string('attempt_id', 200).notNullable().index();
    table.bigInteger('at').notNullable().index();
    table.text('record').notNullable().comment('JSON');
  });

  await knex.schema.createTable('audit_denial', table => {
    table.comment('Calls that were refused');
    table.string('id', 200).primary();
    table.text('request_id').notNullable();
    table.bigInteger('at').notNullable();
    table.string('day', 10).notNullable().index();
    table.string('set_id', 43).notNullable();
    table.text('operation');
    table.text('alias');
    table.string('stage', 16).notNullable();
    table.integer('status').notNullable();
    table.text('code').notNullable();
    table.string('rule', 64);
    table.text('reason').notNullable();
    table.text('owner');
    table.boolean('imported').notNullable();
    table.index(['at', 'id']);
    table.index(['set_id', 'at', 'id']);
  });

  await knex.schema.createTable('audit_act', table => {
    table.comment('Acts of operators and of the system');
    table.string('id', 200).primary();
    table.bigInteger('at').notNullable().index();
    table.text('actor').notNullable();
    table.text('what').notNullable();
    table.text('detail').notNullable().comment('JSON');
  });

  await knex.schema.createTable('usage_daily', table => {
    table.comment('Sums of attempts by scope, model and day');
    table.string('scope', 512).notNullable();
    table.string('day', 10).notNullable();
    table.string('alias', 200).notNullable();
    counters(table);
    table.primary(['scope', 'day', 'alias']);
    table.index(['day']);
  });

  await knex.schema.createTable('usage_charge', table => {
    table.comment('Sums of attempts by all that chargeback tells apart');
    table.string('day', 10).notNullable();
    table.string('set_id', 43).notNullable();
    table.string('deployment', 512).notNullable().comment('Empty for none');
    table.string('alias', 200).notNullable();
    table.string('provider', 200).notNullable();
    table.string('model', 200).notNullable();
    table.string('price_version', 64).notNullable();
    counters(table);
    table.primary([
      'day',
      'set_id',
      'deployment',
      'alias',
      'provider',
      'model',
      'price_version',
    ]);
    table.index(['deployment', 'day']);
    table.index(['set_id', 'day']);
  });

  await knex.schema.createTable('denial_daily', table => {
    table.comment('Counts of denials by scope, stage and day');
    table.string('scope', 512).notNullable();
    table.string('day', 10).notNullable();
    table.string('stage', 16).notNullable();
    table.bigInteger('denials').notNullable();
    table.primary(['scope', 'day', 'stage']);
    table.index(['day']);
  });

  await knex.schema.createTable('audit_writer', table => {
    table.comment('How far the log of each process is delivered');
    table.string('writer', 64).primary();
    table.integer('segment').notNullable();
    table.bigInteger('position').notNullable().comment('Bytes');
    table.bigInteger('records').notNullable();
    table.string('head', 43).comment('Chain; null behind an unreadable line');
    table.boolean('done').notNullable().comment('The process is gone');
    table.bigInteger('delivered_at').notNullable();
  });

  await knex.schema.createTable('audit_checkpoint', table => {
    table.comment('Signed heads, kept apart from the files');
    table.string('writer', 64).notNullable();
    table.bigInteger('n').notNullable();
    table.string('kind', 16).notNullable();
    table.bigInteger('at').notNullable().index();
    table.text('jws').notNullable();
    table.primary(['writer', 'n', 'kind']);
  });

  await knex.schema.createTable('audit_dead_letter', table => {
    table.comment('Lines of the log that could not be delivered');
    table.increments('id');
    table.string('writer', 64).notNullable();
    table.integer('segment').notNullable();
    table.bigInteger('position').notNullable();
    table.bigInteger('at').notNullable().index();
    table.text('error').notNullable();
    table.text('line').notNullable().comment('As in the file');
  });

  await knex.schema.createTable('audit_key', table => {
    table.comment('Secrets of the audit, made on first use');
    table.string('name', 32).primary();
    table.text('value').notNullable();
    table.bigInteger('created_at').notNullable();
  });
};

/** @param {import('knex').Knex.CreateTableBuilder} table */
function counters(table) {
  table.bigInteger('calls').notNullable();
  table.bigInteger('input_tokens').notNullable();
  table.bigInteger('output_tokens').notNullable();
  table.bigInteger('settled').notNullable().comment('Nano-dollars');
  table.bigInteger('unreconciled').notNullable().comment('Nano-dollars');
}

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'audit_key',
    'audit_dead_letter',
    'audit_checkpoint',
    'audit_writer',
    'denial_daily',
    'usage_charge',
    'usage_daily',
    'audit_act',
    'audit_denial',
    'audit_orphan',
    'audit_attempt',
    'scope_set_member',
    'scope_set',
  ]) {
    await knex.schema.dropTable(table);
  }
};
