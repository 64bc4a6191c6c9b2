import fc from 'fast-check';
import { parseObject, dataOf } from '../providers/taps/sse';
import { callOf } from '../../testing/upstreamKit';
import { errorEventFor, sseEvent } from '../upstream/errorEvents';
import { ChatToMessageStream } from './chatStream';
import { chatCompletion, MessageToChatStream } from './messageAnswer';
import { message } from './chatAnswer';
import { TranslatingTap } from './translatingTap';
import type { Json, TranslationContext } from './common';

function contextOf(operation: 'chat' | 'messages'): TranslationContext {
  const call = callOf({ provider: 'up', model: 'm', operation });
  return {
    call,
    errorEvent: errorEventFor(
      call,
      operation === 'chat' ? 'anthropic' : 'openai',
      text => text,
    ),
    now: () => 1_000,
  };
}

/** Runs a stream through a tap, cut at the given places. */
function run(tap: TranslatingTap, bytes: Buffer, cuts: readonly number[] = []) {
  const places = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].sort(
    (one, other) => one - other,
  );
  const out: Buffer[] = [];
  let from = 0;
  for (const to of [...places, bytes.length]) {
    out.push(...(tap.push(bytes.subarray(from, to)) ?? []));
    from = to;
  }
  return Buffer.concat([...out, ...tap.flush()]);
}

function objectsOf(bytes: Buffer): Json[] {
  return bytes
    .toString('utf8')
    .split('\n\n')
    .map(event => Buffer.from(event))
    .map(event => parseObject(dataOf(event, 0, event.length)))
    .filter(object => object !== null);
}

interface Part {
  text?: string;
  tool?: { id: string; name: string; pieces: string[] };
}

const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
/** Text first, then tools, as a chat completion has them. */
const parts: fc.Arbitrary<Part[]> = fc
  .tuple(
    fc.array(word, { maxLength: 4 }),
    fc.array(
      fc.record({
        id: fc.stringMatching(/^[a-z0-9]{4}$/),
        name: fc.stringMatching(/^[a-z]{3}$/),
        pieces: fc
          .dictionary(fc.stringMatching(/^[a-z]{1,3}$/), word)
          .map(object => {
            const json = JSON.stringify(object);
            return [json.slice(0, 2), json.slice(2)].filter(Boolean);
          }),
      }),
      { maxLength: 2 },
    ),
  )
  .map(([texts, tools]) => [
    ...texts.map(text => ({ text })),
    ...tools.map(tool => ({ tool })),
  ]);

function chatStream(said: Part[]): Buffer {
  const chunk = (delta: Json, finish: string | null = null) =>
    sseEvent(null, {
      id: 'x',
      model: 'real',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const tools = said.filter(part => part.tool);
  const toolEvents = ({ tool }: Part, index: number) => [
    chunk({
      tool_calls: [
        {
          index,
          id: tool!.id,
          type: 'function',
          function: { name: tool!.name, arguments: '' },
        },
      ],
    }),
    ...tool!.pieces.map(piece =>
      chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
    ),
  ];
  const events = [
    chunk({ role: 'assistant', content: '' }),
    ...said.flatMap(({ text }) => (text ? [chunk({ content: text })] : [])),
    ...tools.flatMap(toolEvents),
  ];
  events.push(
    chunk({}, tools.length > 0 ? 'tool_calls' : 'stop'),
    sseEvent(null, {
      choices: [],
      usage: {
        prompt_tokens: 10,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 4 },
      },
    }),
    Buffer.from('data: [DONE]\n\n'),
  );
  return Buffer.concat(events);
}

/** What a client would put together. */
function gatherChat(bytes: Buffer) {
  let text = '';
  const tools: Array<{ id: unknown; name: unknown; json: string }> = [];
  let finish: unknown = null;
  for (const chunk of objectsOf(bytes)) {
    const [choice] = chunk.choices as any[];
    if (choice) {
      text += choice.delta.content ?? '';
      finish = choice.finish_reason ?? finish;
      for (const call of choice.delta.tool_calls ?? []) {
        tools[call.index] ??= {
          id: call.id,
          name: call.function.name,
          json: '',
        };
        tools[call.index].json += call.function.arguments;
      }
    }
  }
  return { text, tools, finish };
}

describe('streams between dialects', () => {
  it('say the same after both ways, however they are cut', () => {
    fc.assert(
      fc.property(parts, fc.array(fc.nat(), { maxLength: 6 }), (said, cuts) => {
        const original = chatStream(said);
        const there = new TranslatingTap(
          new ChatToMessageStream(contextOf('messages')),
        );
        const asMessage = run(there, original, cuts);
        expect(there.complete).toBe(true);
        expect(there.usage).toEqual({ input: 10, cachedInput: 4, output: 5 });
        const back = new TranslatingTap(
          new MessageToChatStream(contextOf('chat'), true),
        );
        const again = run(back, asMessage, cuts);
        expect(back.complete).toBe(true);
        expect(back.usage).toEqual(there.usage);
        expect(gatherChat(again)).toEqual(gatherChat(original));
        expect(again.toString().endsWith('data: [DONE]\n\n')).toBe(true);
      }),
    );
  });

  it('open and close the blocks of a message one after the other', () => {
    const tap = new TranslatingTap(
      new ChatToMessageStream(contextOf('messages')),
    );
    const events = objectsOf(
      run(
        tap,
        chatStream([
          { text: 'a' },
          { text: 'b' },
          { tool: { id: 't', name: 'f', pieces: ['{}'] } },
        ]),
      ),
    );
    expect(events.map(event => [event.type, event.index])).toEqual([
      ['message_start', undefined],
      ['content_block_start', 0],
      ['content_block_delta', 0],
      ['content_block_delta', 0],
      ['content_block_stop', 0],
      ['content_block_start', 1],
      ['content_block_delta', 1],
      ['content_block_stop', 1],
      ['message_delta', undefined],
      ['message_stop', undefined],
    ]);
  });

  it('are not whole when the other side stopped in the middle', () => {
    const whole = chatStream([{ text: 'a' }, { text: 'b' }]);
    const tap = new TranslatingTap(
      new ChatToMessageStream(contextOf('messages')),
    );
    const out = run(tap, whole.subarray(0, whole.length >> 1));
    expect(tap.complete).toBe(false);
    expect(tap.usage).toBeNull();
    expect(out.toString()).not.toContain('message_stop');
  });

  it('carry an error on in the words of the client', () => {
    const tap = new TranslatingTap(
      new MessageToChatStream(contextOf('chat'), false),
    );
    const out = run(
      tap,
      sseEvent('error', {
        type: 'error',
        error: { type: 'overloaded_error', message: 'Overloaded' },
      }),
    );
    expect(tap.failed).toBe(true);
    expect(objectsOf(out)).toEqual([
      {
        error: {
          message: 'Overloaded',
          type: 'server_error',
          param: null,
          code: null,
        },
      },
    ]);
  });

  it('whole answers say the same after both ways', () => {
    fc.assert(
      fc.property(parts, said => {
        const text = said.map(part => part.text ?? '').join('');
        const calls = said.flatMap(({ tool }) =>
          tool
            ? [
                {
                  id: tool.id,
                  type: 'function',
                  function: {
                    name: tool.name,
                    arguments: tool.pieces.join(''),
                  },
                },
              ]
            : [],
        );
        const completion = {
          model: 'real',
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
              finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
            },
          ],
          usage: {
            prompt_tokens: 9,
            completion_tokens: 3,
            total_tokens: 12,
            prompt_tokens_details: { cached_tokens: 2 },
          },
        };
        const there = message(completion, contextOf('messages'));
        expect(there?.usage).toMatchObject({
          input_tokens: 7,
          cache_read_input_tokens: 2,
          output_tokens: 3,
        });
        const back = chatCompletion(there as Json, contextOf('chat'));
        expect(back).toMatchObject(completion);
      }),
    );
  });
});
