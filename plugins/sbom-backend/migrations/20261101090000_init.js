// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client !== 'better-sqlite3';
  // Prefix searches use byte order, as SQLite does.
  const bytewise = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('document', table => {
    table.comment('Documents in the document store');
    table.text('digest').primary().comment('sha256:<hex> of the exact bytes');
    table.bigInteger('size').notNullable().comment('Bytes');
    table
      .bigInteger('reserved_until')
      .notNullable()
      .comment('An upload is about to point at it until then, UTC ms');
    table
      .boolean('deleting')
      .notNullable()
      .defaultTo(false)
      .comment('Retention is removing it');
  });

  await knex.schema.createTable('package', table => {
    table.comment('Packages without their versions');
    table.increments('id');
    table.text('key').notNullable().comment('As the API shows it');
    table.text('key_index').notNullable().unique();
    table.text('ecosystem').comment('purl type; null without a purl');
    table.text('name').notNullable().comment('group/name');
    table.specificType('name_lower', bytewise).notNullable().index();
    table.specificType('full_lower', bytewise).notNullable().index();
  });

  await knex.schema.createTable('package_version', table => {
    table.comment('Versions of packages, by normalised purl');
    table.increments('id');
    table
      .integer('package_id')
      .notNullable()
      .references('id')
      .inTable('package')
      .index();
    table.text('identity').notNullable().unique();
    table.text('version');
    table.text('purl');
  });

  await knex.schema.createTable('component_set', table => {
    table.comment('Component lists by content; many uploads share one');
    table.increments('id');
    table
      .text('content_digest')
      .unique()
      .comment('Null until the list is complete: such a list is invisible');
    table
      .bigInteger('lease_until')
      .notNullable()
      .comment('Somebody is filling the list until then, UTC ms');
    table.integer('size').notNullable().defaultTo(0).comment('Components');
    table.binary('graph').comment('Dependency graph, compressed');
  });

  await knex.schema.createTable('member', table => {
    table.comment('Components of a list');
    table
      .integer('set_id')
      .notNullable()
      .references('id')
      .inTable('component_set');
    table.integer('ordinal').notNullable();
    table
      .integer('version_id')
      .notNullable()
      .references('id')
      .inTable('package_version');
    table.text('type').notNullable();
    table.text('group_name');
    table.text('name').notNullable();
    table.text('licences').notNullable().comment('JSON array');
    table.boolean('direct').comment('Null without a graph');
    table.text('scope').notNullable();
    table.integer('via').comment('Ordinal of the step before it');
    table.primary(['set_id', 'ordinal']);
    table.index(['set_id', 'version_id']);
  });

  await knex.schema.createTable('upload', table => {
    table.comment('Receipts of uploads, append-only');
    table.text('id').primary();
    table.text('idempotency_key').notNullable().unique();
    table.text('entity_ref').notNullable();
    table.text('slot').notNullable();
    table.text('channel').notNullable();
    table.text('commit_sha');
    table.text('ref');
    table.text('image_digest');
    table.text('run_url');
    table.text('deployment_id');
    table.text('principal').notNullable();
    table.text('blob_digest').notNullable().index();
    table.text('content_digest').notNullable().index();
    table.bigInteger('size_bytes').notNullable();
    table.text('format').notNullable();
    table.text('spec_version').notNullable();
    table.text('serial_number');
    table.bigInteger('bom_version');
    table.text('tool_name');
    table.text('tool_version');
    table.bigInteger('generated_at').comment('As the document claims, UTC ms');
    table.bigInteger('received_at').notNullable();
    table.bigInteger('effective_at').notNullable();
    table.boolean('imported').notNullable();
    table.integer('component_count').notNullable();
    table.integer('direct_count');
    table.integer('without_licence').notNullable();
    table.boolean('unchanged').notNullable();
    table.boolean('valid').notNullable();
    table.text('quality').notNullable().comment('JSON');
    table.text('issues').notNullable().comment('JSON, at most 100');
    table.integer('issue_count').notNullable();
    table.text('since_upload_id').comment('The head before it');
    table.integer('since_added');
    table.integer('since_removed');
    table.integer('since_changed');
    table
      .bigInteger('unpinned_at')
      .comment('Since when no head points at it; null while one does');
    table.index(['entity_ref', 'effective_at', 'id']);
    table.index(['slot', 'channel', 'effective_at', 'entity_ref']);
  });

  await knex.schema.createTable('head', table => {
    table.comment('The current upload of each entity, slot and channel');
    table.increments('id');
    table.text('entity_ref').notNullable();
    table.text('slot').notNullable();
    table.text('channel').notNullable();
    table
      .text('upload_id')
      .references('id')
      .inTable('upload')
      .comment('Null until the first upload is complete');
    table.integer('set_id').references('id').inTable('component_set').index();
    table.bigInteger('effective_at');
    table
      .bigInteger('lease_until')
      .notNullable()
      .defaultTo(0)
      .comment('An upload may be adding usage until then, UTC ms');
    table.text('lease_token').comment('Whose lease that is');
    table
      .integer('stamp')
      .notNullable()
      .defaultTo(0)
      .comment('Rises with every change of the row');
    table
      .boolean('usage_stale')
      .notNullable()
      .defaultTo(false)
      .comment('There may be usage of sets that it does not point at');
    table
      .integer('revision')
      .notNullable()
      .defaultTo(0)
      .comment('For compare-and-swap');
    table.unique(['entity_ref', 'slot', 'channel']);
  });

  await knex.schema.createTable('usage', table => {
    table.comment(
      'Which heads may ship a package version: a superset, verified on read',
    );
    table
      .integer('version_id')
      .notNullable()
      .references('id')
      .inTable('package_version');
    table.integer('head_id').notNullable().references('id').inTable('head');
    table.primary(['version_id', 'head_id']);
    table.index(['head_id', 'version_id']);
  });

  await knex.schema.createTable('refusal', table => {
    table.comment('Uploads that were refused');
    table.increments('id');
    table.bigInteger('at').notNullable().index();
    table.text('entity_ref').notNullable();
    table.text('slot').notNullable();
    table.text('channel').notNullable();
    table.text('commit_sha');
    table.text('run_url');
    table.text('principal').notNullable();
    table.text('code').notNullable();
    table.text('detail').notNullable();
    table.index(['entity_ref', 'at', 'id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'refusal',
    'usage',
    'head',
    'upload',
    'member',
    'component_set',
    'package_version',
    'package',
    'document',
  ]) {
    await knex.schema.dropTable(table);
  }
};
