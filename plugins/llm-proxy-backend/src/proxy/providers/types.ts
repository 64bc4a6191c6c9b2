import type { Usage } from '../../quota/types';
import type { UpstreamAnswer, UpstreamCall } from '../types';
import type { Problem } from '../upstream/errors';

/** One provider: what the proxy knows of where a model lives. */
export interface Provider {
  /** Tells its credentials apart without showing them; null while it has none but needs one. */
  readonly credential: string | null;
  /** One attempt. Rejects with UpstreamError. */
  call(call: UpstreamCall): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}

/** The manners of one kind of provider on the wire. */
export interface Adapter {
  /** Headers that carry the credential; lower-cased names. */
  authorise(key: string): Readonly<Record<string, string>>;
  /** Headers that go with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What to send and how to read what comes back; or why not. */
  prepare(call: UpstreamCall): Prepared | { readonly refused: Problem };
}

export interface Prepared {
  /** Such as `/chat/completions`; beneath the configured base URL. */
  readonly endpoint: string;
  readonly body: Buffer;
  readonly reader: AnswerReader;
}

/** Reads successful answers and puts them into the dialect of the client. */
export interface AnswerReader {
  /** Null when it cannot be read as what it should be. */
  whole(body: Buffer): WholeAnswer | null;
  /** A new one for each stream. */
  stream(): StreamTap;
}

export interface WholeAnswer {
  /** The same bytes, unless they had to be translated. */
  readonly body: Buffer;
  readonly usage: Usage | null;
  readonly estimatedOutput: number | null;
}

/** Stands in a stream: what goes in comes out, but for what must change. */
export interface StreamTap {
  /** What to forward; null when what came cannot be an event stream. */
  push(chunk: Buffer): Buffer[] | null;
  /** What is left once the stream ended by itself. */
  flush(): Buffer[];
  /** True once the stream said that it is whole. */
  readonly complete: boolean;
  /** True once the stream said that it failed. */
  readonly failed: boolean;
  /** Final counts only; null while a stream that breaks now would leave them open. */
  readonly usage: Usage | null;
  /** Of the text that came out; null when that says nothing about the bill. */
  readonly estimatedOutput: number | null;
}
