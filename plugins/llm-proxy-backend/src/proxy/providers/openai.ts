import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import { splice } from '../splice';
import { messagesToChat } from '../translate/messagesToChat';
import type { UpstreamCall } from '../types';
import type { Adapter, AnswerReader, Prepared } from './types';
import { refusedOperation } from './refused';
import {
  ChatInspector,
  OPENAI_TEXTS,
  ResponsesInspector,
  type ErrorEvent,
} from './taps/openaiTap';
import { PassTap } from './taps/passTap';
import { isObject } from './taps/sse';
import { openaiUsage } from './taps/usage';
import { readWhole } from './taps/whole';

const ENDPOINTS: Partial<Record<LlmOperation, string>> = {
  chat: '/chat/completions',
  completions: '/completions',
  responses: '/responses',
  embeddings: '/embeddings',
};

export interface OpenAiOptions {
  /** Name of the member that caps the output of chat. */
  readonly outputCap: 'max_tokens' | 'max_completion_tokens';
  /** Azure also takes the key in a header of its own. */
  readonly azure: boolean;
  readonly errorEvent: (call: UpstreamCall) => ErrorEvent;
  readonly now: () => number;
}

/** OpenAI, Azure and whoever speaks like them: vLLM, Ollama and more. */
export function openaiAdapter(options: OpenAiOptions): Adapter {
  return {
    authorise: key => ({
      authorization: `Bearer ${key}`,
      ...(options.azure && { 'api-key': key }),
    }),
    headers: {},
    prepare: call => {
      if (call.operation === 'messages') {
        return messagesToChat(
          { call, errorEvent: options.errorEvent(call), now: options.now },
          options.outputCap,
        );
      }
      const endpoint = ENDPOINTS[call.operation];
      return endpoint
        ? passOn(call, endpoint, options)
        : { refused: refusedOperation(call.operation) };
    },
  };
}

function passOn(
  call: UpstreamCall,
  endpoint: string,
  options: OpenAiOptions,
): Prepared {
  return {
    endpoint,
    body: splice(call.body, changesOf(call, options)),
    reader: readerOf(call, options.errorEvent(call)),
  };
}

/** Members that must not go as the client sent them, as JSON texts. */
function changesOf(
  call: UpstreamCall,
  options: OpenAiOptions,
): Map<string, string> {
  const { value } = call.body;
  const changes = new Map([['model', JSON.stringify(call.model.model)]]);
  if (call.outputCap !== null) {
    for (const name of capsOf(call, options)) {
      changes.set(name, String(call.outputCap));
    }
  }
  if (call.operation === 'responses') {
    changes.set('store', 'false');
  } else if (call.stream && !asksForUsage(call)) {
    const asked = isObject(value.stream_options) ? value.stream_options : {};
    changes.set(
      'stream_options',
      JSON.stringify({ ...asked, include_usage: true }),
    );
  }
  return changes;
}

/** Every cap that is there is lowered; the one that the server obeys is always there. */
function capsOf(call: UpstreamCall, options: OpenAiOptions): string[] {
  if (call.operation === 'responses') {
    return ['max_output_tokens'];
  }
  if (call.operation === 'completions') {
    return ['max_tokens'];
  }
  const { value } = call.body;
  const given = ['max_tokens', 'max_completion_tokens'].filter(
    name => value[name] !== undefined,
  );
  // OpenAI refuses both at once, and obeys either; other servers may ignore
  // the newer name.
  return options.outputCap === 'max_completion_tokens' && given.length > 0
    ? given
    : [...new Set([...given, options.outputCap])];
}

function asksForUsage(call: UpstreamCall): boolean {
  const options = call.body.value.stream_options;
  return isObject(options) && options.include_usage === true;
}

function readerOf(call: UpstreamCall, errorEvent: ErrorEvent): AnswerReader {
  const { value } = call.body;
  const estimable =
    call.operation !== 'responses' &&
    value.reasoning_effort === undefined &&
    value.reasoning === undefined;
  return {
    whole: body => readWhole(body, openaiUsage, estimable),
    stream: () =>
      new PassTap(
        call.operation === 'responses'
          ? new ResponsesInspector(errorEvent)
          : new ChatInspector(!asksForUsage(call), estimable, errorEvent),
        OPENAI_TEXTS,
      ),
  };
}
