// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('verdict', table => {
    table.comment('What was judged, append-only');
    table.text('id').primary();
    table
      .text('idempotency_key')
      .unique()
      .comment('Null when the portal judged again');
    table.text('entity_ref').notNullable();
    table
      .text('repository_key')
      .notNullable()
      .comment('Repository id, else the entity');
    table.text('repository_id');
    table.text('commit_sha').notNullable();
    table.text('stage').notNullable();
    table.text('decision').notNullable();
    table.bigInteger('evaluated_at').notNullable().comment('UTC ms');
    table.bigInteger('received_at').notNullable().comment('UTC ms');
    table.boolean('imported').notNullable();
    table.text('principal').notNullable();
    table.text('sent_digest').notNullable().comment('Evidence as it was sent');
    table
      .text('evidence_digest')
      .notNullable()
      .comment('Evidence as it was judged');
    table.text('policy_digest').notNullable();
    table.text('bundle_digest').notNullable();
    table.text('parameters_digest').notNullable();
    table
      .text('exceptions_digest')
      .notNullable()
      .comment('Snapshot as the rules read it');
    table.text('facts_digest').notNullable();
    table.text('engine').notNullable();
    table.text('comparison').notNullable().comment('JSON');
    table.text('ci').comment('JSON, the verdict of the pipeline');
    table.text('results').notNullable().comment('JSON');
    table.text('attestation').notNullable().comment('Compact JWS');
    table.index(['entity_ref', 'evaluated_at', 'id']);
    table.index(['repository_key', 'stage', 'evaluated_at']);
  });

  await knex.schema.createTable('head', table => {
    table.comment(
      'The newest evidence of an entity by stage, and what it was judged by',
    );
    table.text('entity_ref').notNullable();
    table.text('stage').notNullable();
    table.text('verdict_id').notNullable();
    table
      .bigInteger('evidence_at')
      .notNullable()
      .comment('When it came, UTC ms');
    table
      .text('content_digest')
      .notNullable()
      .comment('What the pipeline found');
    table.text('policy_digest').notNullable();
    table.text('exceptions_digest').notNullable().comment('Of the items');
    table
      .text('catalog_digest')
      .notNullable()
      .comment('Of what the catalog said');
    table.bigInteger('due_at').comment('When time alone may change it, UTC ms');
    table.primary(['entity_ref', 'stage']);
    table.index(['due_at']);
  });

  await knex.schema.createTable('standing', table => {
    table.comment('What level an entity has');
    table.text('entity_ref').primary();
    table.text('level');
    table.text('level_without_exceptions');
    table.text('reached').notNullable().comment('JSON, UTC ms by level');
    table.bigInteger('evidence_at').notNullable().comment('UTC ms');
    table.bigInteger('evaluated_at').notNullable().comment('UTC ms');
    table.text('commit_sha');
    table.bigInteger('grace_until').index().comment('UTC ms');
  });

  await knex.schema.createTable('check_state', table => {
    table.comment('Rules for entities, as they stand');
    table.text('entity_ref').notNullable();
    table.text('rule').notNullable();
    table.text('state').notNullable();
    table.bigInteger('since').notNullable().comment('UTC ms');
    table.bigInteger('due').comment('UTC ms');
    table.bigInteger('exempt_until').comment('UTC ms');
    table.bigInteger('evaluated_at').notNullable().comment('UTC ms');
    table.text('commit_sha');
    table.text('verdict_id').notNullable();
    table.text('findings').notNullable().comment('JSON');
    table.primary(['entity_ref', 'rule']);
    table.index(['rule', 'state']);
  });

  await knex.schema.createTable('check_change', table => {
    table.comment('Changes of checks, append-only');
    table.increments('id');
    table.text('entity_ref').notNullable();
    table.text('rule').notNullable();
    table.bigInteger('at').notNullable().comment('UTC ms');
    table.text('from_state');
    table.text('to_state').notNullable();
    table.text('cause').notNullable();
    table.text('commit_sha');
    table.text('verdict_id');
    table.boolean('imported').notNullable();
    table.index(['entity_ref', 'at', 'id']);
    table.index(['at', 'id']);
    table.index(['rule', 'at']);
  });

  await knex.schema.createTable('level_change', table => {
    table.comment('Changes of levels, append-only');
    table.increments('id');
    table.text('entity_ref').notNullable();
    table.bigInteger('at').notNullable().comment('UTC ms');
    table.text('level');
    table.index(['entity_ref', 'at']);
    table.index(['at']);
  });

  await knex.schema.createTable('policy_change', table => {
    table.comment('Policies as they came into force');
    table.increments('id');
    table.bigInteger('at').notNullable().comment('UTC ms');
    table.text('digest').notNullable();
  });

  await knex.schema.createTable('sighting', table => {
    table.comment('When a vulnerability was first seen in a class');
    table.text('repository_key').notNullable();
    table.text('vulnerability').notNullable().comment('Id or alias');
    table.text('package').notNullable();
    table.text('class').notNullable();
    table.bigInteger('first_seen').notNullable().comment('UTC ms');
    table.primary(['repository_key', 'vulnerability', 'package', 'class']);
  });

  await knex.schema.createTable('publication', table => {
    table.comment('Commit statuses to set, and those that were');
    table.text('verdict_id').primary();
    table.text('state').notNullable().comment('pending, published, failed');
    table.text('request').notNullable().comment('JSON');
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('next_at').notNullable().comment('UTC ms');
    table.text('url');
    table.index(['state', 'next_at']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'publication',
    'sighting',
    'policy_change',
    'level_change',
    'check_change',
    'check_state',
    'standing',
    'head',
    'verdict',
  ]) {
    await knex.schema.dropTable(table);
  }
};
