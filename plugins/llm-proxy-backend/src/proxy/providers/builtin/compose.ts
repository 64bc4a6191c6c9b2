import { createHash } from 'node:crypto';
import type { UpstreamCall } from '../../types';
import { isObject } from '../taps/sse';
import { chooseTool, type ToolCall } from './tools';

/** What the built-in provider says to a call, before it has a form. */
export interface Composition {
  /** Empty when a tool is called. */
  readonly text: string;
  /** The text, or the arguments of the tool, as they are streamed. */
  readonly pieces: readonly string[];
  readonly tool: ToolCall | null;
  readonly finish: 'stop' | 'length' | 'tool';
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the request, in hexadecimal digits. */
  readonly hash: string;
  /** Begins with `builtin-`. */
  readonly model: string;
}

/** Its tokenizer: four bytes of UTF-8 are a token, and so is the rest. */
const TOKEN_BYTES = 4;

/** Of a large image; see the model's own bound. */
const IMAGE_TOKENS = 85;

const NOTICE =
  'No real model answered this: it is the built-in provider of the proxy, for first steps and tests.';

const SENTENCES = [
  'The same request always gets the same answer.',
  'Tokens are counted, budgets are charged and the audit has a record of it, as with any other model.',
  'A platform team sets up a real provider with a key of its own.',
  'The answer does not depend on what the words of the request mean.',
  'Use it to try the route, the limits and the reports.',
  'Streams arrive in small pieces, so that clients can be watched while they read.',
  'A tool is called when the request demands one, or names one.',
  'Prices of this model are invented.',
];

export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / TOKEN_BYTES);
}

/** The members of a request that a model reads. */
const READ = [
  'messages',
  'system',
  'prompt',
  'suffix',
  'input',
  'instructions',
  'tools',
] as const;

/** Tokens of all that a model would read: a number is a token, be it one of the caller's tokenizer. */
export function countInput(call: UpstreamCall): number {
  let bytes = 0;
  let images = 0;
  let tokens = 0;
  const visit = (value: unknown) => {
    if (typeof value === 'string') {
      if (value.startsWith('data:image/')) {
        images++;
      } else {
        bytes += Buffer.byteLength(value);
      }
    } else if (typeof value === 'number') {
      tokens++;
    } else if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isObject(value)) {
      if (value.type === 'base64' && typeof value.data === 'string') {
        images++;
      } else {
        Object.values(value).forEach(visit);
      }
    }
  };
  for (const name of READ) {
    visit(call.body.value[name]);
  }
  const image = Math.min(IMAGE_TOKENS, call.model.imageTokens ?? 0);
  return Math.max(1, tokensOf(bytes) + tokens) + images * image;
}

/** The answer to a call. Depends on the body alone. */
export function compose(call: UpstreamCall): Composition {
  const hash = createHash('sha256').update(call.body.bytes).digest('hex');
  const tool = chooseTool(call, hash);
  const whole = tool ? tool.arguments : write(hash);
  const most = call.outputCap ?? Infinity;
  const cut = tokensOf(Buffer.byteLength(whole)) > most;
  // All of it is ASCII, so that characters are bytes.
  const said = cut ? whole.slice(0, most * TOKEN_BYTES) : whole;
  let finish: Composition['finish'] = tool ? 'tool' : 'stop';
  if (cut) {
    finish = 'length';
  }
  return {
    text: tool ? '' : said,
    pieces: said.match(/\s*\S+|\s+$/g) ?? [],
    tool: tool && { ...tool, arguments: said },
    finish,
    inputTokens: countInput(call),
    outputTokens: tokensOf(Buffer.byteLength(said)),
    hash,
    model: markedModel(call),
  };
}

/** The model's name, such that nobody takes it for a real one. */
function markedModel(call: UpstreamCall): string {
  const { model } = call.model;
  return model.startsWith('builtin-') ? model : `builtin-${model}`;
}

function write(hash: string): string {
  const sentences = [NOTICE];
  const count = 1 + (parseInt(hash.slice(0, 2), 16) % 6);
  for (let at = 1; at <= count; at++) {
    const pick = parseInt(hash.slice(2 * at, 2 * at + 2), 16);
    sentences.push(SENTENCES[pick % SENTENCES.length]);
  }
  sentences.push(`Request ${hash.slice(0, 12)}.`);
  return sentences.join(' ');
}
