import type { Usage } from '../../quota/types';
import { isObject } from '../providers/taps/sse';
import { openaiUsage } from '../providers/taps/usage';
import { sseEvent } from '../upstream/errorEvents';
import { messageHead } from './chatAnswer';
import type { Json, TranslationContext } from './common';
import { messageUsage } from './counts';
import { stopReason } from './reasons';
import type { EventTranslator } from './translatingTap';

/** The block of the message that is being written. */
interface OpenBlock {
  readonly index: number;
  /** Index of the tool call that it stands for; null for text. */
  readonly call: number | null;
}

/** Chunks of a chat completion as events of a message. */
export class ChatToMessageStream implements EventTranslator {
  complete = false;
  failed = false;
  written = 0;
  private counts: Usage | null = null;
  private final = false;
  private started = false;
  private block: OpenBlock | null = null;
  private blocks = 0;
  private nextCall = 0;
  private reason: string | null = null;

  constructor(private readonly context: TranslationContext) {}

  get usage() {
    return this.final || this.complete ? this.counts : null;
  }

  event(event: Json): Buffer[] {
    if (event.error && !Array.isArray(event.choices)) {
      this.failed = true;
      return [this.context.errorEvent(event)];
    }
    const usage = openaiUsage(event.usage);
    this.counts = usage ?? this.counts;
    const choices = Array.isArray(event.choices) ? event.choices : [];
    this.final ||= usage !== null && choices.length === 0;
    const out = this.start(event.model);
    for (const choice of choices) {
      if (isObject(choice)) {
        out.push(...this.choice(choice));
      }
    }
    return out;
  }

  done(): Buffer[] {
    const out = this.start(undefined);
    if (this.reason === null) {
      // Nothing said why it stopped, so it is not whole.
      return out;
    }
    this.complete = true;
    out.push(
      ...this.stopBlock(),
      sseEvent('message_delta', {
        type: 'message_delta',
        delta: { stop_reason: this.reason, stop_sequence: null },
        usage: messageUsage(this.counts),
      }),
      sseEvent('message_stop', { type: 'message_stop' }),
    );
    return out;
  }

  private start(model: unknown): Buffer[] {
    if (this.started) {
      return [];
    }
    this.started = true;
    return [
      sseEvent('message_start', {
        type: 'message_start',
        message: {
          ...messageHead(this.context, model),
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: messageUsage(null),
        },
      }),
    ];
  }

  private choice(choice: Json): Buffer[] {
    const out: Buffer[] = [];
    const delta = isObject(choice.delta) ? choice.delta : {};
    for (const text of [delta.content, delta.refusal]) {
      if (typeof text === 'string' && text !== '') {
        out.push(...this.text(text));
      }
    }
    for (const call of Array.isArray(delta.tool_calls)
      ? delta.tool_calls
      : []) {
      if (isObject(call)) {
        out.push(...this.toolCall(call));
      }
    }
    if (typeof choice.finish_reason === 'string') {
      this.reason = stopReason(choice.finish_reason);
    }
    return out;
  }

  private text(text: string): Buffer[] {
    this.written += Buffer.byteLength(text);
    const out =
      this.block?.call === null
        ? []
        : this.startBlock(null, { type: 'text', text: '' });
    return [...out, this.delta({ type: 'text_delta', text })];
  }

  private toolCall(call: Json): Buffer[] {
    const fn = isObject(call.function) ? call.function : {};
    const index = typeof call.index === 'number' ? call.index : this.nextCall;
    const out: Buffer[] = [];
    if (this.block?.call !== index) {
      if (index < this.nextCall) {
        // Blocks of a message come one after the other; this one is closed.
        this.failed = true;
        return [this.context.errorEvent({})];
      }
      this.nextCall = index + 1;
      out.push(
        ...this.startBlock(index, {
          type: 'tool_use',
          id: call.id,
          name: fn.name,
          input: {},
        }),
      );
    }
    if (typeof fn.arguments === 'string' && fn.arguments !== '') {
      this.written += Buffer.byteLength(fn.arguments);
      out.push(
        this.delta({ type: 'input_json_delta', partial_json: fn.arguments }),
      );
    }
    return out;
  }

  private startBlock(call: number | null, content: Json): Buffer[] {
    const out = this.stopBlock();
    this.block = { index: this.blocks++, call };
    out.push(
      sseEvent('content_block_start', {
        type: 'content_block_start',
        index: this.block.index,
        content_block: content,
      }),
    );
    return out;
  }

  private stopBlock(): Buffer[] {
    const { block } = this;
    this.block = null;
    return block
      ? [
          sseEvent('content_block_stop', {
            type: 'content_block_stop',
            index: block.index,
          }),
        ]
      : [];
  }

  private delta(delta: Json): Buffer {
    return sseEvent('content_block_delta', {
      type: 'content_block_delta',
      index: this.block?.index ?? 0,
      delta,
    });
  }
}
