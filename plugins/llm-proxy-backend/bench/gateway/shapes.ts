/** Events of a stream, the last three in one packet. */
export const EVENTS = 200;

/** What a process tells its parent once it listens. */
export interface Ready {
  readonly port: number;
  /** Credentials of the principals; none where none is asked for. */
  readonly tokens?: readonly string[];
}

/** Principals of the measured company, and of those in each round the new ones. */
export const PRINCIPALS = 1_000;
export const NEW_EACH_ROUND = 50;

const messages = (bytes: number) => [
  { role: 'system', content: 'You are a helpful assistant.' },
  { role: 'user', content: 'word '.repeat(Math.ceil(bytes / 5)) },
];

/** Requests by their names. */
export const BODIES = {
  '0.6kB': JSON.stringify({
    model: 'mock-1',
    messages: messages(430),
    max_tokens: 100,
  }),
  '32kB': JSON.stringify({
    model: 'mock-1',
    messages: messages(32_500),
    max_tokens: 100,
  }),
  stream: JSON.stringify({
    model: 'mock-1',
    messages: messages(430),
    max_tokens: 100,
    stream: true,
    stream_options: { include_usage: true },
  }).replaceAll('": ', '":'),
} as const;

export type Shape = keyof typeof BODIES;
