import type {
  DataClass,
  LlmOperation,
  LlmPrice,
} from '@waymark/backstage-plugin-llm-proxy-common';

/** A model of the catalog, at the provider that serves it. */
export interface Model {
  /** What callers write in `model`. */
  readonly alias: string;
  readonly entityRef: string;
  readonly title: string;
  readonly description: string | null;
  readonly owner: string;
  /** Key under `llmProxy.providers`. */
  readonly provider: string;
  /** The provider's own name for it. */
  readonly model: string;
  readonly operations: readonly LlmOperation[];
  readonly price: LlmPrice;
  /** The highest class of data that it takes. */
  readonly dataClass: DataClass;
  readonly regions: readonly string[];
  readonly retentionDays: number;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Largest bill of one image in tokens, by the provider's published formula; null: images are refused. */
  readonly imageTokens: number | null;
  /** UTC milliseconds; null when none is announced. */
  readonly endOfLife: number | null;
  readonly replacedBy: string | null;
  /** Aliases to try next when this one is down, in order. */
  readonly fallbacks: readonly string[];
}

/** The models of the catalog, from memory; kept up to date by a task. */
export interface ModelDirectory {
  get(alias: string): Model | undefined;
  list(): readonly Model[];
}
