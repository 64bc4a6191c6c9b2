import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { AnalysedComponent, Analysis } from '../ingest/types';
import { isUniqueViolation } from '@waymark/backstage-plugin-waymark-node';
import { memberRange } from './memberRange';
import { PackageStore } from './PackageStore';
import { type Columns, recordset, recordsetJson, storable } from './recordset';

/** How long a set or a document is safe from retention once it was touched. */
export const LEASE = 15 * 60_000;

/** Members that one statement deletes or copies. */
const STEP = 500;

const memberColumns = {
  set_id: 'integer',
  ordinal: 'integer',
  version_id: 'integer',
  type: 'text',
  group_name: 'text',
  name: 'text',
  licences: 'text',
  direct: 'boolean',
  scope: 'text',
  via: 'integer',
} satisfies Columns;

const memberNames = Object.keys(memberColumns).join(', ');

/** Component lists by content. */
export class ComponentSetStore {
  readonly #knex: Knex;
  readonly #packages: PackageStore;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now;
    this.#packages = new PackageStore(options.knex);
  }

  /**
   * The complete set with this content, which then stays for at least
   * {@link LEASE}; undefined when there is none.
   */
  async lease(contentDigest: string): Promise<number | undefined> {
    const touched = await this.#knex('component_set')
      .where({ content_digest: contentDigest })
      .update({ lease_until: this.#now() + LEASE })
      .returning('id');
    return touched[0]?.id;
  }

  /**
   * Writes a set, in short steps so that others get their turn. It is visible
   * when all of it is there; whatever stops it before leaves nothing to see.
   */
  async write(analysis: Analysis, signal?: AbortSignal): Promise<number> {
    const setId = await this.#begin();
    try {
      for await (const components of analysis.components()) {
        signal?.throwIfAborted();
        await this.#append(setId, components);
        await nextTurn();
      }
      const graph = await analysis.graph();
      return await this.#complete(setId, analysis, graph);
    } catch (error) {
      await this.remove(setId).catch(() => undefined);
      throw error;
    }
  }

  /** Removes a set that nobody can see, in short steps. */
  async remove(setId: number): Promise<void> {
    const last = await this.#knex('member')
      .where({ set_id: setId })
      .max('ordinal as ordinal')
      .first();
    for (let from = 0; from <= (last?.ordinal ?? -1); from += STEP) {
      await this.#knex('member')
        .whereRaw(memberRange, [setId, from, setId, from + STEP])
        .delete();
      await nextTurn();
    }
    await this.#knex('component_set').where({ id: setId }).delete();
  }

  /** Sets that were never completed and that nobody is filling any more. */
  async leftovers(limit: number): Promise<number[]> {
    const rows = await this.#knex('component_set')
      .whereNull('content_digest')
      .where('lease_until', '<', this.#now())
      .orderBy('id')
      .limit(limit)
      .select('id');
    return rows.map(row => row.id);
  }

  /**
   * Hides sets that nothing has pointed at since `cutoff`, at most `limit`;
   * they are leftovers from then on. Returns how many.
   */
  async retire(cutoff: number, limit: number): Promise<number> {
    const unpinned = (query: Knex.QueryBuilder) =>
      query
        .whereNotNull('content_digest')
        .where('lease_until', '<', this.#now())
        .whereNotExists(
          this.#knex('upload')
            .whereRaw('upload.content_digest = component_set.content_digest')
            .where(pin =>
              pin.whereNull('unpinned_at').orWhere('unpinned_at', '>=', cutoff),
            )
            .select(this.#knex.raw('1')),
        );
    return unpinned(this.#knex('component_set'))
      .whereIn(
        'id',
        unpinned(this.#knex('component_set'))
          .orderBy('id')
          .limit(limit)
          .select('id'),
      )
      .update({ content_digest: null });
  }

  /** The dependency graph; null when the document had none. */
  async graph(setId: number): Promise<Uint8Array | null> {
    const row = await this.#knex('component_set')
      .where({ id: setId })
      .first('graph');
    return row?.graph ?? null;
  }

  async #begin(): Promise<number> {
    const [{ id }] = await this.#knex('component_set')
      .insert({ lease_until: this.#now() + LEASE })
      .returning('id');
    return id;
  }

  async #append(setId: number, components: AnalysedComponent[]): Promise<void> {
    const versionIds = await this.#packages.versionIds(components);
    await nextTurn();
    const rows = components.map((component, index) => ({
      set_id: setId,
      ordinal: Number(component.id),
      version_id: versionIds[index],
      type: storable(component.type),
      group_name: component.group && storable(component.group),
      name: storable(component.name),
      licences: storable(JSON.stringify(component.licences)),
      direct: component.direct,
      scope: component.scope,
      via: component.via,
    }));
    await this.#knex.raw(
      `insert into member (${memberNames})
       select ${memberNames} from ${recordset(this.#knex, memberColumns)}`,
      [recordsetJson(rows)],
    );
    await this.#knex('component_set')
      .where({ id: setId })
      .update({ lease_until: this.#now() + LEASE });
  }

  async #complete(
    setId: number,
    { bom }: Analysis,
    graph: Uint8Array | null,
  ): Promise<number> {
    await this.#knex('component_set')
      .where({ id: setId })
      .update({
        size: bom.componentCount,
        graph: graph && Buffer.from(graph),
      });
    // Whoever completes the same content first wins; ours is then removed.
    const result = await this.#knex('component_set')
      .where({ id: setId })
      .whereNotExists(
        this.#knex('component_set').where({
          content_digest: bom.contentDigest,
        }),
      )
      .update({
        content_digest: bom.contentDigest,
        lease_until: this.#now() + LEASE,
      })
      .catch(error => {
        if (isUniqueViolation(error)) {
          return 0;
        }
        throw error;
      });
    if (result) {
      return setId;
    }
    const other = await this.lease(bom.contentDigest);
    if (other === undefined) {
      throw new Error('A set of equal content came and went');
    }
    await this.remove(setId);
    return other;
  }
}
