import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { Evidence } from '@waymark/policy-engine';
import type { DocumentStore } from '@waymark/backstage-plugin-waymark-node';
import type { SightingStore } from '../database/SightingStore';
import type { VerdictStore } from '../database/VerdictStore';
import { catalogSection, unknownCatalog } from '../facts/catalogFacts';
import type { FactsRegistry } from '../facts/FactsRegistry';
import { readJson } from '../verdicts/jsonDocuments';
import { baselineOf, type OwnFacts } from './substitute';

/** Collects what the portal knows of a service at one time. */
export class OwnFactsReader {
  readonly #options: {
    documents: DocumentStore;
    facts: FactsRegistry;
    logger: LoggerService;
    sightings: SightingStore;
    verdicts: VerdictStore;
  };

  constructor(options: {
    documents: DocumentStore;
    facts: FactsRegistry;
    logger: LoggerService;
    sightings: SightingStore;
    verdicts: VerdictStore;
  }) {
    this.#options = options;
  }

  /** @param at - UTC ms */
  async read(options: {
    entityRef: string;
    /** Undefined when the catalog does not have it any more. */
    entity: Entity | undefined;
    repositoryId: string | null;
    stage: OwnFacts['stage'];
    at: number;
  }): Promise<OwnFacts> {
    const { at, entity, entityRef, stage } = options;
    const { facts, logger, sightings } = this.#options;
    const repositoryKey = repositoryKeyOf(options.repositoryId, entityRef);
    const [found, seen, baseline] = await Promise.all([
      facts.factsOf(entityRef, logger),
      sightings.load(repositoryKey),
      stage === 'pull_request' ? this.#baseline(repositoryKey, at) : null,
    ]);
    return {
      entityRef,
      repositoryId: options.repositoryId,
      stage,
      at,
      catalog: entity ? catalogSection(entity) : unknownCatalog,
      facts: found,
      sightings: seen,
      baseline,
    };
  }

  async #baseline(repositoryKey: string, at: number) {
    const { documents, verdicts } = this.#options;
    const main = await verdicts.mainOf(repositoryKey, at);
    const evidence = main && (await readJson(documents, main.evidence_digest));
    return evidence ? baselineOf(evidence as Evidence) : null;
  }
}

/** What sightings and baselines are kept by: it survives a new name. */
export function repositoryKeyOf(
  repositoryId: string | null,
  entityRef: string,
): string {
  return repositoryId === null ? entityRef : `repository:${repositoryId}`;
}
