import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import { digestOf } from '@waymark/backstage-plugin-policy-node';
import type { LlmProxyConfig } from '../config';
import type { PolicyDecision, PolicyInput, PolicyVerdict } from './types';

type Evaluator = Awaited<
  ReturnType<ReturnType<PolicyService['current']>['evaluator']>
>;

/** Verdicts that are kept; one is some hundred bytes. */
const MAX_KEPT = 10_000;

interface Kept {
  readonly verdict: PolicyVerdict;
  /** UTC milliseconds from which the clock may give another one. */
  readonly until: number;
}

/** What the rules in force say, with what a digest of it is. */
interface Rules {
  readonly evaluator: Evaluator;
  readonly digest: string;
}

export interface RegoPolicyOptions {
  readonly policy: PolicyService;
  readonly config: LlmProxyConfig['policy'];
  readonly onError: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Decides by `policy/llm`, in this thread: the lists of the configuration are
 * parameters of the rules. Verdicts are kept by all that the rules see, until
 * the clock may change them or other rules are in force.
 */
export class RegoPolicy implements PolicyDecision {
  readonly #config: LlmProxyConfig['policy'];
  readonly #now: () => number;
  readonly #caps: ReadonlyMap<string, number | null>;
  readonly #kept = new Map<string, Kept>();
  readonly #stop: () => void;
  #rules: Rules;
  /** Grows with each reload, so that a slow one does not overtake a later one. */
  #reloads = 0;

  private constructor(options: RegoPolicyOptions, rules: Rules) {
    const { config, onError, policy, now = Date.now } = options;
    this.#config = config;
    this.#now = now;
    this.#rules = rules;
    this.#caps = new Map(
      config.teams.map(team => [team.group, team.maxOutputTokens ?? null]),
    );
    this.#stop = policy.onChange(() => {
      this.#reloads += 1;
      const turn = this.#reloads;
      load(options).then(loaded => {
        if (turn === this.#reloads) {
          this.#rules = loaded;
          this.#kept.clear();
        }
      }, onError);
    });
  }

  static async start(options: RegoPolicyOptions): Promise<RegoPolicy> {
    return new RegoPolicy(options, await load(options));
  }

  digest(): string {
    return this.#rules.digest;
  }

  close(): void {
    this.#stop();
  }

  /** @throws PolicyEngineError if the rules cannot be asked, which denies */
  decide(input: PolicyInput): PolicyVerdict {
    const now = this.#now();
    const facts = factsOf(input);
    const key = JSON.stringify(facts);
    const kept = this.#kept.get(key);
    if (kept && now < kept.until) {
      return kept.verdict;
    }
    const verdict = this.#ask(facts, input, now);
    const end = input.model.endOfLife ?? Infinity;
    this.#keep(key, { verdict, until: now < end ? end : Infinity });
    return verdict;
  }

  #ask(facts: object, input: PolicyInput, now: number): PolicyVerdict {
    const results = this.#rules.evaluator.evaluate('llm', {
      ...facts,
      context: { evaluatedAt: now / 1_000 },
    });
    const denied = results.find(({ state }) => state !== 'pass');
    if (!denied) {
      return { allowed: true, maxOutputTokens: this.#cap(input) };
    }
    const [finding] = denied.findings;
    return {
      allowed: false,
      rule: denied.rule,
      reason: [finding.msg, finding.remediation].map(sentence).join(' '),
      owner: this.#config.owner ?? finding.owner ?? null,
    };
  }

  /** By the nearest group that is listed, as the rules find it. */
  #cap({ principal }: PolicyInput): number | null {
    const group = principal.groups.find(ref => this.#caps.has(ref));
    return group === undefined ? null : this.#caps.get(group) ?? null;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size > MAX_KEPT) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
  }
}

async function load({ config, policy }: RegoPolicyOptions): Promise<Rules> {
  const current = policy.current();
  const llm = parametersOf(config);
  return {
    evaluator: await current.evaluator({ llm }),
    digest: digestOf({ policy: current.digest, config }),
  };
}

/** The lists of the configuration, as `parameters.llm` of the rules. */
function parametersOf(config: LlmProxyConfig['policy']): object {
  return {
    default: listOf(config.default),
    teams: Object.fromEntries(
      config.teams.map(team => [team.group, listOf(team)]),
    ),
    ...(config.owner && { owner: config.owner }),
  };
}

function listOf(rules: {
  models: readonly string[];
  regions?: readonly string[];
}) {
  return { models: rules.models, regions: rules.regions ?? null };
}

/**
 * All that the rules see but the clock. Parameters whose cost has no bound are
 * refused before any rule is asked, and every model of the catalog is open to
 * whom the lists name.
 */
function factsOf({ principal, operation, model }: PolicyInput) {
  return {
    principal: {
      subject: principal.subject,
      groups: principal.groups,
      dataClass: principal.dataClass,
      scopes: [...principal.scopes],
    },
    operation,
    model: {
      alias: model.alias,
      regions: model.regions,
      dataClass: model.dataClass,
      retentionDays: model.retentionDays,
      endOfLife: model.endOfLife === null ? null : model.endOfLife / 1_000,
      replacedBy: model.replacedBy,
    },
    request: { unpriced: [] },
    grant: { required: false, expires: null },
  };
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
