import { createHash } from 'node:crypto';
import { isObject } from '../taps/sse';
import type { Form, FormContext } from './form';

const DIMENSIONS = 256;
const MOST_DIMENSIONS = 4_096;

/** `embeddings`: a direction for each input, by its hash; near ones mean nothing. */
export function embeddingsForm({ call, said }: FormContext): Form {
  const { value } = call.body;
  const asked = value.dimensions;
  const size =
    typeof asked === 'number' && asked >= 1
      ? Math.min(MOST_DIMENSIONS, Math.floor(asked))
      : DIMENSIONS;
  const inputs = inputsOf(value.input);
  return {
    whole: () => ({
      object: 'list',
      data: inputs.map((input, index) => {
        const vector = vectorOf(JSON.stringify(input), size);
        return {
          object: 'embedding',
          index,
          embedding:
            value.encoding_format === 'base64'
              ? Buffer.from(vector.buffer).toString('base64')
              : Array.from(vector),
        };
      }),
      model: said.model,
      usage: {
        prompt_tokens: said.inputTokens,
        total_tokens: said.inputTokens,
      },
    }),
    events: () => [],
  };
}

/** One text, one list of tokens, or a list of either. */
function inputsOf(input: unknown): unknown[] {
  return Array.isArray(input) &&
    typeof input[0] !== 'number' &&
    !isObject(input)
    ? input
    : [input];
}

function vectorOf(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  let length = 0;
  let block = Buffer.alloc(0);
  for (let at = 0; at < size; at++) {
    const offset = at % 32;
    if (offset === 0) {
      block = createHash('sha256').update(`${at}:${text}`).digest();
    }
    vector[at] = block[offset] / 127.5 - 1;
    length += vector[at] ** 2;
  }
  const norm = Math.sqrt(length) || 1;
  return vector.map(component => component / norm);
}
