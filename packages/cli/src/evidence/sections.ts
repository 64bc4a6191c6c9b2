import { type Evidence, parseEvidence } from '@waymark/policy-engine';
import type { SectionContent, SectionName } from './types';

/** Thrown where a section cannot be told in full; the text names no value. */
export class EvidenceFault extends Error {}

/** The reason of a section that is not there, other than a fault. */
export class SectionGap extends Error {
  constructor(readonly status: 'absent' | 'not_connected') {
    super(status);
  }
}

/** Longest text that the schema takes. */
const LONGEST = 2_000;

/** Cuts a text to what the schema takes. */
function clip(value: string): string {
  return value.length > LONGEST ? value.slice(0, LONGEST) : value;
}

/** Cuts every text of a value. */
function clipAll<T>(value: T): T {
  if (typeof value === 'string') {
    return clip(value) as T;
  }
  if (Array.isArray(value)) {
    return value.map(clipAll) as T;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, clipAll(child)]),
    ) as T;
  }
  return value;
}

/** What builds a section. */
export type SectionBuilder<K extends SectionName> = () =>
  | Promise<SectionContent<K>>
  | SectionContent<K>;

/**
 * Builds sections into a document. A section that throws, or that does not
 * hold by the schema, is `failed`: never left out, and never half told.
 */
export class SectionBook {
  private document: Evidence;

  constructor(
    head: Pick<Evidence, 'subject' | 'context'>,
    names: readonly SectionName[],
    private readonly onStep: (text: string) => void,
  ) {
    const absent = names.map(name => [
      name,
      { status: 'absent', origin: 'ci' },
    ]);
    this.document = parseEvidence({
      schema: 'https://waymark.dev/schemas/evidence/v1',
      ...head,
      ...Object.fromEntries(absent),
    });
  }

  /** The document as it stands; it holds by the schema at any time. */
  get evidence(): Evidence {
    return this.document;
  }

  /** Builds one section and writes it down. */
  async build<K extends SectionName>(
    name: K,
    builder: SectionBuilder<K>,
    origin: 'ci' | 'portal' = 'ci',
  ): Promise<void> {
    this.onStep(`Reading ${name}`);
    try {
      const content = clipAll(await builder());
      this.document = parseEvidence({
        ...this.document,
        [name]: { status: 'ok', origin, ...content },
      });
    } catch (error) {
      const gap = error instanceof SectionGap ? error.status : 'failed';
      if (gap === 'failed') {
        this.onStep(`Could not read ${name}: ${told(error)}`);
      }
      this.document = { ...this.document, [name]: { status: gap, origin } };
    }
  }
}

/** Other errors may quote what they met, which may be a secret. */
function told(error: unknown): string {
  if (error instanceof EvidenceFault) {
    return error.message;
  }
  return error instanceof Error ? error.name : 'unknown';
}
