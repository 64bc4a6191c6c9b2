import { isObject } from '../providers/taps/sse';
import { anthropicUsage } from '../providers/taps/usage';
import { sseEvent } from '../upstream/errorEvents';
import { MessagesUsage } from '../providers/taps/anthropicTap';
import type { Json, TranslationContext } from './common';
import { chatUsage } from './counts';
import { finishReason } from './reasons';
import type { EventTranslator } from './translatingTap';

function head(
  context: TranslationContext,
  object: string,
  model: unknown,
): Json {
  return {
    id: `chatcmpl-${context.call.attemptId}`,
    object,
    created: Math.floor(context.now() / 1_000),
    model: typeof model === 'string' ? model : context.call.model.model,
  };
}

/** A whole message as a chat completion; null when it is none. */
export function chatCompletion(
  message: Json,
  context: TranslationContext,
): Json | null {
  if (message.type !== 'message' || !Array.isArray(message.content)) {
    return null;
  }
  const blocks = message.content.filter(isObject);
  const text = blocks
    .map(block => (typeof block.text === 'string' ? block.text : ''))
    .join('');
  const calls = blocks
    .filter(block => block.type === 'tool_use')
    .map(block => ({
      id: block.id,
      type: 'function',
      function: {
        name: block.name,
        arguments: JSON.stringify(block.input ?? {}),
      },
    }));
  const usage = anthropicUsage(message.usage);
  return {
    ...head(context, 'chat.completion', message.model),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          refusal: null,
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReason(message.stop_reason),
      },
    ],
    ...(usage && { usage: chatUsage(usage) }),
  };
}

/** Events of a message as chunks of a chat completion. */
export class MessageToChatStream implements EventTranslator {
  complete = false;
  failed = false;
  written = 0;
  private model: unknown;
  private head: Json | null = null;
  private readonly counts = new MessagesUsage();
  /** Index of a block of the message to the index of its tool call. */
  private readonly calls = new Map<unknown, number>();

  constructor(
    private readonly context: TranslationContext,
    private readonly withUsage: boolean,
  ) {}

  get usage() {
    return this.counts.value;
  }

  done(): Buffer[] {
    return [];
  }

  event(event: Json): Buffer[] {
    switch (event.type) {
      case 'message_start':
        this.counts.take(event);
        this.model = isObject(event.message) ? event.message.model : undefined;
        return [this.chunk({ role: 'assistant', content: '' })];
      case 'content_block_start':
        return this.blockStart(event);
      case 'content_block_delta':
        return this.delta(event);
      case 'message_delta':
        this.counts.take(event);
        return isObject(event.delta) && event.delta.stop_reason
          ? [this.chunk({}, finishReason(event.delta.stop_reason))]
          : [];
      case 'message_stop':
        return this.stop();
      case 'error':
        this.failed = true;
        return [this.context.errorEvent(event)];
      default:
        return [];
    }
  }

  private blockStart(event: Json): Buffer[] {
    const block = event.content_block;
    if (!isObject(block)) {
      return [];
    }
    if (block.type === 'tool_use') {
      const index = this.calls.size;
      this.calls.set(event.index, index);
      return [
        this.chunk({
          tool_calls: [
            {
              index,
              id: block.id,
              type: 'function',
              function: { name: block.name, arguments: '' },
            },
          ],
        }),
      ];
    }
    return block.type === 'text' && typeof block.text === 'string'
      ? this.text(block.text)
      : [];
  }

  private delta(event: Json): Buffer[] {
    const { delta } = event;
    if (!isObject(delta)) {
      return [];
    }
    if (typeof delta.text === 'string') {
      return this.text(delta.text);
    }
    if (typeof delta.thinking === 'string') {
      this.written += Buffer.byteLength(delta.thinking);
    }
    const json = delta.partial_json;
    const index = this.calls.get(event.index);
    if (typeof json !== 'string' || json === '' || index === undefined) {
      return [];
    }
    this.written += Buffer.byteLength(json);
    return [
      this.chunk({ tool_calls: [{ index, function: { arguments: json } }] }),
    ];
  }

  private text(text: string): Buffer[] {
    this.written += Buffer.byteLength(text);
    return text === '' ? [] : [this.chunk({ content: text })];
  }

  private stop(): Buffer[] {
    this.complete = true;
    const { usage } = this;
    const out: Buffer[] = [];
    if (this.withUsage && usage) {
      out.push(
        sseEvent(null, {
          ...this.start(),
          choices: [],
          usage: chatUsage(usage),
        }),
      );
    }
    out.push(Buffer.from('data: [DONE]\n\n'));
    return out;
  }

  private start(): Json {
    this.head ??= head(this.context, 'chat.completion.chunk', this.model);
    return this.head;
  }

  private chunk(delta: Json, finish: string | null = null): Buffer {
    return sseEvent(null, {
      ...this.start(),
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    });
  }
}
