import { scorecardsScorecardReadPermission } from '@waymark/backstage-plugin-scorecards-common';
import {
  type Authoriser,
  type Caller,
  type CatalogVisibility,
} from '@waymark/backstage-plugin-waymark-node';
import type { Request } from 'express';
import type { VerdictRow } from '../database/rows';
import type { VerdictStore } from '../database/VerdictStore';
import { noEntity, normaliseEntityRef } from '../intake/EntityReader';
import { problem } from '../problems';

/** Who may read what. */
export class Access {
  readonly #authoriser: Authoriser;
  readonly #verdicts: VerdictStore;
  readonly #visibility: CatalogVisibility;

  constructor(options: {
    authoriser: Authoriser;
    verdicts: VerdictStore;
    visibility: CatalogVisibility;
  }) {
    this.#authoriser = options.authoriser;
    this.#verdicts = options.verdicts;
    this.#visibility = options.visibility;
  }

  /** Somebody who may read scorecards. */
  reader(req: Request): Promise<Caller> {
    return this.#authoriser.require(req, scorecardsScorecardReadPermission);
  }

  /** The entity of a path, if the caller may read it; else 404. */
  async entity(req: Request): Promise<string> {
    const caller = await this.reader(req);
    const { kind, name, namespace } = req.params;
    const ref = normaliseEntityRef(`${kind}:${namespace}/${name}`);
    await this.requireVisible(ref, caller);
    return ref;
  }

  /** Throws 404 unless the entity is there and the caller may see it. */
  async requireVisible(entityRef: string, caller: Caller): Promise<void> {
    const visible = await this.#visibility.filter([entityRef], caller);
    if (
      !visible.has(entityRef) ||
      !(await this.#visibility.exists(entityRef))
    ) {
      throw noEntity(entityRef);
    }
  }

  /** Those of the refs that the caller may see. */
  visible(
    entityRefs: Iterable<string>,
    caller: Caller,
  ): Promise<ReadonlySet<string>> {
    return this.#visibility.filter(entityRefs, caller);
  }

  /** The verdict of a path, if the caller may see its entity; else 404. */
  async verdict(req: Request): Promise<VerdictRow> {
    const caller = await this.reader(req);
    const row = await this.#verdicts.byId(req.params.id);
    const seen = row && (await this.visible([row.entity_ref], caller));
    if (!row || !seen?.has(row.entity_ref)) {
      throw problem(
        404,
        'scorecards.verdict_not_found',
        'There is no such verdict.',
      );
    }
    return row;
  }
}
