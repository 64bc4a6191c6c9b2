import { setTimeout as sleep } from 'node:timers/promises';
import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  UpstreamError,
  type UpstreamAnswer,
  type UpstreamCall,
  type UpstreamOutcome,
} from '../../types';
import type { Provider } from '../types';
import { chatForm, choicesOf, completionsForm } from './chatForm';
import { compose, countInput, tokensOf, type Composition } from './compose';
import { embeddingsForm } from './embeddingsForm';
import type { Form, FormContext } from './form';
import { messagesForm } from './messagesForm';
import { responsesForm } from './responsesForm';

const FORMS: Record<
  Exclude<LlmOperation, 'count_tokens'>,
  (context: FormContext) => Form
> = {
  chat: chatForm,
  completions: completionsForm,
  responses: responsesForm,
  embeddings: embeddingsForm,
  messages: messagesForm,
};

export interface BuiltinOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Between two pieces of a stream, in milliseconds; default 2. */
  readonly pieceDelay?: number;
}

/**
 * Answers by itself, for first use and tests: deterministic by the body of the
 * request, in every form, with tool calls and honest counts. Every answer says
 * that no real model made it.
 */
export function createBuiltinProvider(options: BuiltinOptions): Provider {
  const { now, pieceDelay = 2 } = options;
  return {
    credential: '',
    close: async () => undefined,
    call: async call => {
      if (call.signal.aborted) {
        throw new UpstreamError('not_sent', 'The client left.');
      }
      if (call.operation === 'count_tokens') {
        return whole({ input_tokens: countInput(call) }, 0, 0);
      }
      const said = compose(call);
      const form = FORMS[call.operation]({
        call,
        said,
        created: Math.floor(now() / 1_000),
      });
      if (call.stream && call.operation !== 'embeddings') {
        return streamed(call, form, said, pieceDelay);
      }
      const output =
        call.operation === 'embeddings'
          ? 0
          : said.outputTokens * choicesOf(call.body.value);
      return whole(form.whole(), said.inputTokens, output);
    },
  };
}

function whole(body: object, input: number, output: number): UpstreamAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
    outcome: Promise.resolve({
      end: 'complete',
      usage: { input, cachedInput: 0, output },
      estimatedOutput: null,
      billed: true,
      firstByteMs: 0,
    }),
  };
}

/** Counts what went out, so that the bill of a stream that is left is exact, too. */
function streamed(
  call: UpstreamCall,
  form: Form,
  said: Composition,
  pieceDelay: number,
): UpstreamAnswer {
  const { signal } = call;
  let settle!: (outcome: UpstreamOutcome) => void;
  const outcome = new Promise<UpstreamOutcome>(resolve => {
    settle = resolve;
  });
  let written = 0;
  const finish = (end: 'complete' | 'aborted') => {
    settle({
      end,
      usage: {
        input: said.inputTokens,
        cachedInput: 0,
        output:
          end === 'complete'
            ? said.outputTokens * choicesOf(call.body.value)
            : tokensOf(written),
      },
      estimatedOutput: null,
      billed: true,
      firstByteMs: 0,
    });
  };
  const onAbort = () => finish('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  async function* body() {
    try {
      for (const event of form.events()) {
        if (event.piece !== '' && pieceDelay > 0) {
          await sleep(pieceDelay, undefined, { signal });
        }
        if (signal.aborted) {
          return;
        }
        written += event.piece.length;
        yield event.bytes;
      }
      finish('complete');
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      finish('aborted');
    }
  }
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    body: body(),
    outcome,
  };
}
