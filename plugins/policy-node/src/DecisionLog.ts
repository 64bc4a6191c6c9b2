import type {
  PolicyEngine,
  PolicyOutcome,
  PolicyRequest,
  RuleResult,
} from '@waymark/policy-engine';
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';

/** One decision, as it is logged: never what was decided about. */
interface Decision {
  readonly at: string;
  readonly domain: string;
  readonly policy: string;
  readonly engine: string;
  /** Of the input, so that a record can be matched with a document. */
  readonly input: string;
  readonly durationMs: number;
  readonly states?: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** Where decisions are written; lines of JSON. */
export class DecisionLog {
  #written: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly onError: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** The engine, with each of its decisions logged. */
  over(engine: PolicyEngine, policy: string): PolicyEngine {
    const { engine: name } = engine.info();
    const log = (
      request: PolicyRequest,
      startedAt: number,
      outcome: PolicyOutcome | { error: unknown },
    ) => this.#write(this.#decision(request, startedAt, outcome, policy, name));
    return {
      evaluate: async (request, options) => {
        const startedAt = this.now();
        try {
          const results = await engine.evaluate(request, options);
          log(request, startedAt, { results });
          return results;
        } catch (error) {
          log(request, startedAt, { error });
          throw error;
        }
      },
      evaluateMany: async (requests, options) => {
        const startedAt = this.now();
        const list = [...requests];
        const outcomes = await engine.evaluateMany(list, options);
        outcomes.forEach((outcome, index) =>
          log(list[index], startedAt, outcome),
        );
        return outcomes;
      },
      info: () => engine.info(),
      close: () => engine.close(),
    };
  }

  /** Resolves when everything is written. */
  flush(): Promise<void> {
    return this.#written;
  }

  #decision(
    { domain, input }: PolicyRequest,
    startedAt: number,
    outcome: PolicyOutcome | { error: unknown },
    policy: string,
    engine: string,
  ): Decision {
    const digest = createHash('sha256').update(JSON.stringify(input));
    return {
      at: new Date(startedAt).toISOString(),
      domain,
      policy,
      engine,
      input: `sha256:${digest.digest('hex')}`,
      durationMs: this.now() - startedAt,
      ...('results' in outcome
        ? { states: states(outcome.results) }
        : { error: codeOf(outcome.error) }),
    };
  }

  #write(decision: Decision): void {
    const line = `${JSON.stringify(decision)}\n`;
    this.#written = this.#written
      .then(() => appendFile(this.file, line, { mode: 0o600 }))
      .catch(this.onError);
  }
}

function states(results: readonly RuleResult[]) {
  return Object.fromEntries(results.map(({ rule, state }) => [rule, state]));
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? 'policy.unavailable';
}
