import { weighers } from './bound/operations';
import { PER_REQUEST, UnboundedError, Weight } from './bound/weight';
import type { BoundFunction } from './types';

/**
 * Bounds a call from above by what is in its body, for tokenizers that work on
 * bytes: text weighs its bytes in UTF-8, schemas the widest rendering as JSON,
 * images what the model's provider says at most, and sealed reasoning the
 * model's whole window. What the function does not know is refused by name.
 */
export const bound: BoundFunction = ({
  operation,
  model,
  bodyBytes,
  value,
  outputCap,
}) => {
  const weight = new Weight();
  try {
    if (operation === 'count_tokens') {
      // Counting is not billed, and makes no answer.
      return { inputTokens: 0, outputTokens: 0 };
    }
    weight.add(PER_REQUEST);
    const answers = weighers[operation](weight, value);
    if (weight.images && model.imageTokens === null) {
      return { unbounded: `images, for the model ${model.alias}` };
    }
    const inputTokens =
      weight.tokens +
      weight.images * (model.imageTokens ?? 0) +
      (weight.rounded ? bodyBytes : 0) +
      (weight.sealed ? model.contextTokens : 0);
    const echoed = operation === 'completions' && value.echo === true;
    return {
      inputTokens,
      outputTokens: answers * (outputCap + (echoed ? inputTokens : 0)),
    };
  } catch (error) {
    if (error instanceof UnboundedError) {
      return { unbounded: error.part };
    }
    throw error;
  }
};
