import { parseObject } from '../providers/taps/sse';
import { openaiUsage } from '../providers/taps/usage';
import { readWhole } from '../providers/taps/whole';
import type { Prepared } from '../providers/types';
import type { Problem } from '../upstream/errors';
import { message } from './chatAnswer';
import { ChatToMessageStream } from './chatStream';
import { UnsupportedPart, type TranslationContext } from './common';
import { messagesRequest } from './messagesRequest';
import { TranslatingTap } from './translatingTap';

/**
 * A messages call for a model that speaks OpenAI's chat.
 *
 * @param outputCap - Name of the member that caps the output.
 */
export function messagesToChat(
  context: TranslationContext,
  outputCap: string,
): Prepared | { refused: Problem } {
  try {
    return {
      endpoint: '/chat/completions',
      body: Buffer.from(
        JSON.stringify(messagesRequest(context.call, outputCap)),
      ),
      reader: {
        whole: body => {
          const read = readWhole(body, openaiUsage, true);
          const completion = read && parseObject(body.toString('utf8'));
          const answer = completion && message(completion, context);
          return (
            answer && { ...read, body: Buffer.from(JSON.stringify(answer)) }
          );
        },
        stream: () => new TranslatingTap(new ChatToMessageStream(context)),
      },
    };
  } catch (error) {
    if (error instanceof UnsupportedPart) {
      return { refused: error.problem };
    }
    throw error;
  }
}
