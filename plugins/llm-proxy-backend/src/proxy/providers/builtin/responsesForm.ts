import { sseEvent } from '../../upstream/errorEvents';
import type { Form, FormContext, FormEvent } from './form';

/** `responses`. */
export function responsesForm(context: FormContext): Form {
  const { said } = context;
  const cut = said.finish === 'length';
  const end = cut ? 'incomplete' : 'completed';
  const done = () => ({
    ...base(context),
    status: end,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    output: [item(context, end)],
    usage: {
      input_tokens: said.inputTokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: said.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: said.inputTokens + said.outputTokens,
    },
  });
  return {
    whole: done,
    *events() {
      let sequence = 0;
      const event = (type: string, data: object, piece = ''): FormEvent => ({
        bytes: sseEvent(type, { type, sequence_number: sequence++, ...data }),
        piece,
      });
      const begun = {
        ...base(context),
        status: 'in_progress',
        incomplete_details: null,
        output: [],
      };
      yield event('response.created', { response: begun });
      yield event('response.in_progress', { response: begun });
      yield event('response.output_item.added', {
        output_index: 0,
        item: item(context, 'in_progress'),
      });
      yield* said.tool
        ? toolEvents(context, event)
        : textEvents(context, event);
      yield event('response.output_item.done', {
        output_index: 0,
        item: item(context, end),
      });
      yield event(`response.${end}`, { response: done() });
    },
  };
}

type MakeEvent = (type: string, data: object, piece?: string) => FormEvent;

function* textEvents({ said }: FormContext, event: MakeEvent) {
  const at = { item_id: itemId(said), output_index: 0, content_index: 0 };
  const part = (text: string) => ({
    type: 'output_text',
    text,
    annotations: [],
    logprobs: [],
  });
  yield event('response.content_part.added', { ...at, part: part('') });
  for (const delta of said.pieces) {
    yield event(
      'response.output_text.delta',
      { ...at, delta, logprobs: [] },
      delta,
    );
  }
  yield event('response.output_text.done', {
    ...at,
    text: said.text,
    logprobs: [],
  });
  yield event('response.content_part.done', { ...at, part: part(said.text) });
}

function* toolEvents({ said }: FormContext, event: MakeEvent) {
  const at = { item_id: itemId(said), output_index: 0 };
  for (const delta of said.pieces) {
    yield event(
      'response.function_call_arguments.delta',
      { ...at, delta },
      delta,
    );
  }
  yield event('response.function_call_arguments.done', {
    ...at,
    name: said.tool?.name,
    arguments: said.tool?.arguments,
  });
}

function itemId(said: FormContext['said']): string {
  return `${said.tool ? 'fc' : 'msg'}_builtin_${said.hash.slice(0, 24)}`;
}

function item({ said }: FormContext, status: string) {
  const id = itemId(said);
  const begun = status === 'in_progress';
  if (said.tool) {
    return {
      id,
      type: 'function_call',
      status,
      call_id: said.tool.id,
      name: said.tool.name,
      arguments: begun ? '' : said.tool.arguments,
    };
  }
  return {
    id,
    type: 'message',
    status,
    role: 'assistant',
    content: begun
      ? []
      : [
          {
            type: 'output_text',
            text: said.text,
            annotations: [],
            logprobs: [],
          },
        ],
  };
}

/** Members of the answer that repeat the request. */
function base({ call, said, created }: FormContext) {
  const { value } = call.body;
  return {
    id: `resp_builtin_${said.hash.slice(0, 24)}`,
    object: 'response',
    created_at: created,
    model: said.model,
    error: null,
    instructions: value.instructions ?? null,
    max_output_tokens: call.outputCap,
    metadata: value.metadata ?? {},
    parallel_tool_calls: value.parallel_tool_calls ?? true,
    previous_response_id: null,
    store: false,
    temperature: value.temperature ?? 1,
    tool_choice: value.tool_choice ?? 'auto',
    tools: value.tools ?? [],
    top_p: value.top_p ?? 1,
  };
}
