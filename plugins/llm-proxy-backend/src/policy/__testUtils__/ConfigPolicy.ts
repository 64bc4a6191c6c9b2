import type { DataClass } from '@waymark/backstage-plugin-llm-proxy-common';
import { createHash } from 'node:crypto';
import type { LlmProxyConfig } from '../../config';
import type { PolicyDecision, PolicyInput, PolicyVerdict } from '../types';

interface TeamRules {
  readonly models: ReadonlySet<string>;
  /** Null: any. */
  readonly regions: ReadonlySet<string> | null;
  readonly maxOutputTokens: number | null;
}

const RANK: Readonly<Record<DataClass, number>> = {
  public: 0,
  internal: 1,
  confidential: 2,
};

/**
 * An oracle: the rules of `policy/llm` that the configuration feeds, written a
 * second time, in another language.
 */
export class ConfigPolicy implements PolicyDecision {
  readonly #teams: ReadonlyMap<string, TeamRules>;
  readonly #default: TeamRules;
  readonly #owner: string | null;
  readonly #digest: string;
  readonly #now: () => number;

  constructor(config: LlmProxyConfig['policy'], now = Date.now) {
    this.#default = rulesOf(config.default);
    this.#teams = new Map(
      config.teams.map(team => [team.group, rulesOf(team)]),
    );
    this.#owner = config.owner ?? null;
    this.#digest = `sha256:${createHash('sha256')
      .update(JSON.stringify(config))
      .digest('hex')}`;
    this.#now = now;
  }

  digest(): string {
    return this.#digest;
  }

  decide({ principal, operation, model }: PolicyInput): PolicyVerdict {
    const scope = operation === 'embeddings' ? 'llm:embed' : 'llm:chat';
    if (!principal.scopes.has(scope)) {
      return this.#deny('LLM001', `The credential is not good for ${scope}.`);
    }
    const rules = this.#rules(principal.groups);
    if (!rules.models.has(model.alias)) {
      const who = nameOf(principal.team) ?? 'callers without a team';
      return this.#deny(
        'LLM002',
        `${model.alias} is not on the list of ${who}.`,
      );
    }
    const { regions } = rules;
    if (regions && !model.regions.every(region => regions.has(region))) {
      return this.#deny(
        'LLM003',
        `${model.alias} may run outside of the regions allowed.`,
      );
    }
    if (
      RANK[principal.dataClass] > RANK[model.dataClass] ||
      (principal.dataClass === 'confidential' && model.retentionDays > 0)
    ) {
      const what = nameOf(principal.system) ?? 'this use';
      return this.#deny(
        'LLM004',
        `${what} is ${principal.dataClass}; ${model.alias} takes ${
          model.dataClass
        } data${model.retentionDays > 0 ? ' and keeps prompts' : ''}.`,
      );
    }
    if (model.endOfLife !== null && this.#now() >= model.endOfLife) {
      const instead = model.replacedBy ? ` Use ${model.replacedBy}.` : '';
      return this.#deny('LLM006', `${model.alias} is past its end.${instead}`);
    }
    return { allowed: true, maxOutputTokens: rules.maxOutputTokens };
  }

  #rules(groups: readonly string[]): TeamRules {
    for (const group of groups) {
      const rules = this.#teams.get(group);
      if (rules) {
        return rules;
      }
    }
    return this.#default;
  }

  #deny(rule: string, reason: string): PolicyVerdict {
    return { allowed: false, rule, reason, owner: this.#owner };
  }
}

function rulesOf(rules: {
  models: readonly string[];
  regions?: readonly string[];
  maxOutputTokens?: number;
}): TeamRules {
  return {
    models: new Set(rules.models),
    regions: rules.regions ? new Set(rules.regions) : null,
    maxOutputTokens: rules.maxOutputTokens ?? null,
  };
}

/** `team-payments` of `group:default/team-payments`. */
function nameOf(ref: string | null): string | undefined {
  return ref?.slice(ref.indexOf('/') + 1);
}
