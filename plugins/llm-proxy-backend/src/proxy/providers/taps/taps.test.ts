import fc from 'fast-check';
import { ANTHROPIC_TEXTS, MessagesInspector } from './anthropicTap';
import { ChatInspector, OPENAI_TEXTS, ResponsesInspector } from './openaiTap';
import { PassTap, type Inspector } from './passTap';
import { memberText } from './whole';

const never = () => {
  throw new Error('no error was sent');
};

/** Sends bytes in pieces that are cut at the given places. */
function pass(
  inspector: Inspector,
  texts: string[],
  bytes: Buffer,
  cuts: number[],
) {
  const tap = new PassTap(inspector, texts);
  const places = [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length];
  places.sort((one, other) => one - other);
  const out: Buffer[] = [];
  let from = 0;
  for (const to of places) {
    out.push(...(tap.push(bytes.subarray(from, to)) ?? []));
    from = to;
  }
  out.push(...tap.flush());
  return { tap, text: Buffer.concat(out).toString('utf8') };
}

/** What models may write, the names that taps look for included. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    'usage',
    '"usage":{"prompt_tokens":9,"completion_tokens":9}',
    'message_stop',
    'error',
    '[DONE]',
    'data: [DONE]',
    '\\"',
    'response.completed',
  ),
);
const cuts = fc.array(fc.nat(), { maxLength: 8 });
const lineEnd = fc.constantFrom('\n', '\r\n');

describe('taps', () => {
  it('pass a chat byte by byte but for the usage event, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 6 }),
        cuts,
        lineEnd,
        fc.boolean(),
        (said, places, end, drop) => {
          const event = (value: object) =>
            `data: ${JSON.stringify(value)}${end}${end}`;
          const before = said
            .map(content =>
              event({
                choices: [{ index: 0, delta: { content } }],
                usage: null,
              }),
            )
            .join('');
          const usage = event({
            choices: [],
            usage: { prompt_tokens: 3, completion_tokens: 0 },
          });
          const last = `data: [DONE]${end}${end}`;
          const { tap, text } = pass(
            new ChatInspector(drop, true, never),
            OPENAI_TEXTS,
            Buffer.from(before + usage + last),
            places,
          );
          expect(text).toBe(before + (drop ? '' : usage) + last);
          expect(tap.complete).toBe(true);
          expect(tap.usage).toEqual({ input: 3, cachedInput: 0, output: 0 });
          expect(tap.estimatedOutput).toBeGreaterThanOrEqual(
            Buffer.byteLength(said.join('')),
          );
        },
      ),
      // Cut twice at one place within the blank line.
      { examples: [[[], [216108328, 828654717], '\r\n', false]] },
    );
  });

  it('take counts that came with every event as final at the end only', () => {
    const event = (output: number) =>
      `data: ${JSON.stringify({
        choices: [{ index: 0, delta: { content: 'x' } }],
        usage: { prompt_tokens: 3, completion_tokens: output },
      })}\n\n`;
    const broken = pass(
      new ChatInspector(true, true, never),
      OPENAI_TEXTS,
      Buffer.from(event(1) + event(2)),
      [],
    );
    expect(broken.tap.usage).toBeNull();
    const whole = pass(
      new ChatInspector(true, true, never),
      OPENAI_TEXTS,
      Buffer.from(`${event(1)}${event(2)}data: [DONE]\n\n`),
      [],
    );
    expect(whole.tap.usage?.output).toBe(2);
  });

  it('pass messages and responses whole, whatever the model writes', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), cuts, (said, places) => {
        const named = (value: { type: string; [member: string]: unknown }) =>
          `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
        const messages = [
          named({
            type: 'message_start',
            message: {
              usage: {
                input_tokens: 5,
                cache_read_input_tokens: 4,
                cache_creation_input_tokens: 2,
                output_tokens: 1,
              },
            },
          }),
          ...said.map(text =>
            named({
              type: 'content_block_delta',
              delta: { type: 'text_delta', text },
            }),
          ),
        ].join('');
        const open = pass(
          new MessagesInspector(never),
          ANTHROPIC_TEXTS,
          Buffer.from(messages),
          places,
        );
        expect(open.text).toBe(messages);
        expect([open.tap.complete, open.tap.usage]).toEqual([false, null]);
        const end =
          named({
            type: 'message_delta',
            delta: { stop_reason: 'end_turn' },
            usage: { output_tokens: 7 },
          }) + named({ type: 'message_stop' });
        const closed = pass(
          new MessagesInspector(never),
          ANTHROPIC_TEXTS,
          Buffer.from(messages + end),
          places,
        );
        expect(closed.text).toBe(messages + end);
        expect(closed.tap.complete).toBe(true);
        expect(closed.tap.usage).toEqual({
          input: 11,
          cachedInput: 4,
          output: 7,
        });
        const responses = [
          named({ type: 'response.created', response: { error: null } }),
          ...said.map(delta =>
            named({ type: 'response.output_text.delta', delta }),
          ),
          named({
            type: 'response.completed',
            response: {
              output: said,
              usage: { input_tokens: 5, output_tokens: 0 },
            },
          }),
        ].join('');
        const done = pass(
          new ResponsesInspector(never),
          OPENAI_TEXTS,
          Buffer.from(responses),
          places,
        );
        expect(done.text).toBe(responses);
        expect(done.tap.complete).toBe(true);
        expect(done.tap.usage).toEqual({ input: 5, cachedInput: 0, output: 0 });
      }),
    );
  });

  it('find the outermost member only, in any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        const object = { ...value, inner: { usage: 1 }, list: [{ usage: 2 }] };
        const bytes = (item: object) => Buffer.from(JSON.stringify(item));
        const { usage, ...without } = { usage: 0, ...object };
        expect(memberText(bytes(without), 'usage')).toBeNull();
        expect(
          memberText(bytes({ usage: { a: 1 }, ...without }), 'usage'),
        ).toBe('{"a":1}');
        const cut = bytes(object);
        expect(memberText(cut.subarray(0, cut.length - 1), 'usage')).toBe(
          undefined,
        );
      }),
    );
  });
});
