import type {
  BomSummary,
  SbomClient,
} from '@waymark/backstage-plugin-sbom-common';

/** The most refs that one request may name. */
const BATCH = 500;

/**
 * Loads summaries in batches, and shares an answer among the cards of one
 * page: requests for the same set join the one in flight or, for a few
 * seconds, its answer.
 *
 * @public
 */
export class SummaryLoader {
  readonly #client: Pick<SbomClient, 'getSummaries'>;
  readonly #keepMs: number;
  readonly #now: () => number;
  readonly #answers = new Map<
    string,
    { at: number; answer: Promise<BomSummary[]> }
  >();

  /**
   * `keepMs` is how long an answer serves others, in
   *   milliseconds; 10,000 when left out
   */
  constructor(
    client: Pick<SbomClient, 'getSummaries'>,
    options: { keepMs?: number; now?: () => number } = {},
  ) {
    this.#client = client;
    this.#keepMs = options.keepMs ?? 10_000;
    this.#now = options.now ?? Date.now;
  }

  /** Summaries of the entities that the caller may see, in no order. */
  load(entityRefs: string[]): Promise<BomSummary[]> {
    const refs = [...new Set(entityRefs)].sort();
    const key = refs.join('\n');
    const now = this.#now();
    for (const [other, { at }] of this.#answers) {
      if (now - at >= this.#keepMs) {
        this.#answers.delete(other);
      }
    }
    const known = this.#answers.get(key);
    if (known) {
      return known.answer;
    }
    const answer = this.#fetch(refs);
    this.#answers.set(key, { at: now, answer });
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }

  async #fetch(refs: string[]): Promise<BomSummary[]> {
    const batches: string[][] = [];
    for (let i = 0; i < refs.length; i += BATCH) {
      batches.push(refs.slice(i, i + BATCH));
    }
    const answers = await Promise.all(
      batches.map(batch => this.#client.getSummaries(batch)),
    );
    return answers
      .flatMap(answer => answer.items)
      .filter((item): item is BomSummary => item !== null);
  }
}
