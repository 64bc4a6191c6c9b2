import type { UpstreamCall } from '../../types';
import type { Composition } from './compose';

/** An event of a stream, and how many pieces of the answer are out with it. */
export interface FormEvent {
  readonly bytes: Buffer;
  /** One piece of the answer; the client waits a little for it. */
  readonly piece: string;
}

/** An answer in the form of one route. */
export interface Form {
  whole(): Record<string, unknown>;
  events(): Iterable<FormEvent>;
}

export interface FormContext {
  readonly call: UpstreamCall;
  readonly said: Composition;
  /** Seconds since the epoch. */
  readonly created: number;
}

/** Marks every answer of this provider where a real one names its system. */
export const FINGERPRINT = 'builtin-1';
