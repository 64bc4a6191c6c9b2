import type {
  LlmHistory,
  LlmHistoryReceipt,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { ModelDirectory } from '../models/types';
import type { PrincipalDirectory } from '../principals/types';
import { problem } from '../problems';
import { actualAmount } from '../quota/price';
import type { Ledger } from '../quota/types';
import type { History, HistoryResolver } from './History';

/** Charges that are sent to the ledger at a time. */
const PARALLEL = 32;

/** Brings the past in: priced and attributed by the catalog of today. */
export class HistoryService {
  readonly #options: {
    history: History;
    ledger: Pick<Ledger, 'importSettled'>;
    models: ModelDirectory;
    principals: PrincipalDirectory;
  };

  constructor(options: {
    history: History;
    ledger: Pick<Ledger, 'importSettled'>;
    models: ModelDirectory;
    principals: PrincipalDirectory;
  }) {
    this.#options = options;
  }

  /**
   * All or nothing; a repeat changes nothing.
   *
   * @throws ProblemError 404 for an entity or a model that the catalog does
   * not have
   */
  async import(past: LlmHistory): Promise<LlmHistoryReceipt> {
    const { history, ledger } = this.#options;
    const { charges, ...receipt } = await history.import(
      past,
      this.#resolver(),
    );
    for (let at = 0; at < charges.length; at += PARALLEL) {
      await Promise.all(
        charges
          .slice(at, at + PARALLEL)
          .map(charge => ledger.importSettled(charge)),
      );
    }
    return receipt;
  }

  #resolver(): HistoryResolver {
    const { models, principals } = this.#options;
    return {
      party(user, service) {
        const found = principals.resolve(user, service);
        if (!found) {
          throw unknown(service ?? user ?? 'nobody');
        }
        return found;
      },
      price({ alias, inputTokens, cachedInputTokens, outputTokens }) {
        const model = models.get(alias);
        if (!model) {
          throw unknown(`model ${alias}`);
        }
        return {
          provider: model.provider,
          model: model.model,
          priceVersion: model.price.version,
          amount: actualAmount(model.price, {
            input: inputTokens,
            cachedInput: cachedInputTokens,
            output: outputTokens,
          }),
        };
      },
    };
  }
}

function unknown(what: string) {
  return problem(
    404,
    'llm-proxy.entity_not_found',
    `The catalog does not have ${what}.`,
    { hint: 'Nothing of this request was brought in.' },
  );
}
