import { sseEvent } from '../../upstream/errorEvents';
import type { Form, FormContext, FormEvent } from './form';

const STOP = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool: 'tool_use',
} as const;

/** Anthropic's `messages`. */
export function messagesForm({ said }: FormContext): Form {
  const usage = (output: number) => ({
    input_tokens: said.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: output,
  });
  const start = {
    id: `msg_builtin_${said.hash.slice(0, 24)}`,
    type: 'message',
    role: 'assistant',
    model: said.model,
  };
  const event = (
    data: { type: string; [member: string]: unknown },
    piece = '',
  ): FormEvent => ({
    bytes: sseEvent(data.type, data),
    piece,
  });
  const { tool } = said;
  const block = (input: object) =>
    tool
      ? { type: 'tool_use', id: tool.id, name: tool.name, input }
      : { type: 'text', text: '' };
  return {
    whole: () => ({
      ...start,
      content: [
        tool
          ? block(said.finish === 'length' ? {} : JSON.parse(tool.arguments))
          : { type: 'text', text: said.text },
      ],
      stop_reason: STOP[said.finish],
      stop_sequence: null,
      usage: usage(said.outputTokens),
    }),
    *events() {
      yield event({
        type: 'message_start',
        message: {
          ...start,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: usage(0),
        },
      });
      yield event({
        type: 'content_block_start',
        index: 0,
        content_block: block({}),
      });
      for (const piece of said.pieces) {
        const delta = tool
          ? { type: 'input_json_delta', partial_json: piece }
          : { type: 'text_delta', text: piece };
        yield event({ type: 'content_block_delta', index: 0, delta }, piece);
      }
      yield event({ type: 'content_block_stop', index: 0 });
      yield event({
        type: 'message_delta',
        delta: { stop_reason: STOP[said.finish], stop_sequence: null },
        usage: usage(said.outputTokens),
      });
      yield event({ type: 'message_stop' });
    },
  };
}
