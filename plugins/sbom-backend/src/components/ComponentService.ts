import type {
  BomComponentPage,
  BomComponentPaths,
  BomComponentQuery,
  BomDiff,
  BomDiffEntry,
} from '@waymark/backstage-plugin-sbom-common';
import { decodeCursor, pageOf } from '@waymark/backstage-plugin-waymark-node';
import { z } from 'zod';
import type { ComponentSetStore } from '../database/ComponentSetStore';
import type { ComponentStore } from '../database/ComponentStore';
import type { DiffStore } from '../database/DiffStore';
import type { ComponentRow, UploadRow } from '../database/rows';
import { groupBy } from '../groupBy';
import { decodeGraph, ROOT } from '../ingest/graph';
import { shortestPaths } from '../ingest/paths';
import { invalidCursor, problem } from '../problems';
import { toComponent } from './wire';

/** Entries of each kind that a diff lists. */
const LISTED = 2_000;

/** Chains that are shown of one component. */
const PATHS = 5;

/** Answers what an upload is made of. */
export class ComponentService {
  readonly #components: ComponentStore;
  readonly #diffs: DiffStore;
  readonly #sets: ComponentSetStore;

  constructor(options: {
    components: ComponentStore;
    diffs: DiffStore;
    sets: ComponentSetStore;
  }) {
    this.#components = options.components;
    this.#diffs = options.diffs;
    this.#sets = options.sets;
  }

  /** One page of components, by package. */
  async list(
    upload: UploadRow,
    query: BomComponentQuery & { limit: number },
  ): Promise<BomComponentPage> {
    const setId = await this.#setOf(upload);
    const [after] = query.cursor
      ? decodeCursor(query.cursor, z.tuple([z.int()]), invalidCursor)
      : [-1];
    const rows = await this.#components.page(setId, query, {
      after,
      limit: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, row => [row.ordinal]);
    return {
      items: page.items.map(toComponent),
      nextCursor: page.nextCursor,
      total: await this.#components.count(setId, query),
    };
  }

  /** Why a component is there. */
  async paths(
    upload: UploadRow,
    componentId: string,
  ): Promise<BomComponentPaths> {
    const setId = await this.#setOf(upload);
    const ordinal = /^\d{1,9}$/.test(componentId) ? Number(componentId) : -1;
    const component = (await this.#components.byOrdinals(setId, [ordinal])).get(
      ordinal,
    );
    if (!component) {
      throw problem(
        404,
        'sbom.upload_not_found',
        'The upload has no such component.',
      );
    }
    const graph = await this.#sets.graph(setId);
    const chains = graph
      ? shortestPaths(decodeGraph(graph), ordinal, PATHS)
      : [];
    const rows = await this.#components.byOrdinals(setId, [
      ...new Set(chains.flat()),
    ]);
    return {
      component: toComponent(component),
      reachable: chains.length > 0,
      paths: chains.map(chain =>
        chain.map(step => toStep(step, rows.get(step), upload)),
      ),
    };
  }

  /** What changed, by package. */
  async diff(from: UploadRow, to: UploadRow): Promise<BomDiff> {
    const [fromSet, toSet] = [await this.#setOf(from), await this.#setOf(to)];
    const changes = await this.#diffs.packages(fromSet, toSet);
    const listed = {
      added: changes.added.slice(0, LISTED),
      removed: changes.removed.slice(0, LISTED),
      changed: changes.changed.slice(0, LISTED),
    };
    const before = byPackage(
      await this.#components.ofPackages(fromSet, [
        ...listed.removed,
        ...listed.changed,
      ]),
    );
    const after = byPackage(
      await this.#components.ofPackages(toSet, [
        ...listed.added,
        ...listed.changed,
      ]),
    );
    const entries = (ids: number[]) =>
      ids
        .map(id => toEntry(before.get(id) ?? [], after.get(id) ?? []))
        .sort((a, b) => (a.packageKey < b.packageKey ? -1 : 1));
    return {
      from: from.id,
      to: to.id,
      added: entries(listed.added),
      removed: entries(listed.removed),
      changed: entries(listed.changed),
      counts: {
        added: changes.added.length,
        removed: changes.removed.length,
        changed: changes.changed.length,
      },
    };
  }

  async #setOf(upload: UploadRow): Promise<number> {
    const setId = await this.#components.setOf(upload.content_digest);
    if (setId === undefined) {
      throw problem(
        404,
        'sbom.bom_not_found',
        'The components of this upload are not kept any more; its receipt is.',
        {
          hint: 'The period is sbom.retention.documents in the configuration.',
        },
      );
    }
    return setId;
  }
}

function toStep(
  step: number,
  row: ComponentRow | undefined,
  upload: UploadRow,
) {
  if (step === ROOT || !row) {
    const name = upload.entity_ref.slice(upload.entity_ref.indexOf('/') + 1);
    return { name, version: null, purl: null };
  }
  const { group, name, version, purl } = toComponent(row);
  return { name: group ? `${group}/${name}` : name, version, purl };
}

function byPackage(rows: ComponentRow[]): Map<number, ComponentRow[]> {
  return groupBy(rows, row => row.package_id);
}

function toEntry(before: ComponentRow[], after: ComponentRow[]): BomDiffEntry {
  const row = after[0] ?? before[0];
  const direct = (after.length ? after : before).map(item => item.direct);
  return {
    packageKey: row.key,
    name: row.name,
    group: row.group_name,
    purl: row.purl,
    from: distinct(before.map(item => item.version ?? '')),
    to: distinct(after.map(item => item.version ?? '')),
    licencesFrom: distinct(before.flatMap(item => JSON.parse(item.licences))),
    licencesTo: distinct(after.flatMap(item => JSON.parse(item.licences))),
    direct: direct.every(value => value === null) ? null : direct.some(Boolean),
  };
}

function distinct(values: string[]): string[] {
  return [...new Set(values)].sort();
}
