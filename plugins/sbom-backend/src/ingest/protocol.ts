import type { Refusal } from './errors';
import type { DocumentStamps, DocumentTemplate } from './template';
import type { AnalysedBom, AnalysedComponent } from './types';

/**
 * What the parent asks of a child; one thing at a time. The limits are its
 * only argument, as JSON.
 */
export type Request =
  | { type: 'analyse'; file: string }
  | { type: 'stamps'; file: string; template: DocumentTemplate }
  | { type: 'components'; start: number }
  | { type: 'graph' }
  | { type: 'release' };

/** What the child answers, in the order asked. */
export type Reply =
  | { type: 'ready' }
  | { type: 'analysed'; bom: AnalysedBom }
  | { type: 'stamps'; stamps: DocumentStamps | null }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'components'; components: AnalysedComponent[] }
  | { type: 'graph'; graph: Uint8Array | null }
  | { type: 'released' }
  | { type: 'failed'; message: string };

/** The answer of a type. */
export type ReplyOf<T extends Reply['type']> = Extract<Reply, { type: T }>;

/** Components in one reply; small enough to be read in a few milliseconds. */
export const CHUNK = 500;

const replyTypes: ReadonlySet<string> = new Set<Reply['type']>([
  'ready',
  'analysed',
  'stamps',
  'refused',
  'components',
  'graph',
  'released',
  'failed',
]);

/** False for what is not ours: loaders of sources also talk on the channel. */
export function isReply(message: unknown): message is Reply {
  return replyTypes.has((message as Partial<Reply> | null)?.type ?? '');
}
