import type { Usage } from '../../../quota/types';
import type { Inspector, Verdict } from './passTap';
import { DROPPED } from './passTap';
import { Needle, hasMember, isObject, objectOf } from './sse';
import { openaiUsage } from './usage';

/** Members of OpenAI's events that hold what the model wrote. */
export const OPENAI_TEXTS = [
  '"content":"',
  '"arguments":"',
  '"reasoning_content":"',
  '"reasoning":"',
  '"refusal":"',
  '"text":"',
];

/** Makes an error event of ours from one of the provider's. */
export type ErrorEvent = (event: Record<string, unknown>) => Buffer;

/** `data: [DONE]` and its line ends. */
const LONGEST_DONE = 24;

/** Streams of chat and completions. They are whole with `[DONE]`. */
export class ChatInspector implements Inspector {
  complete = false;
  failed = false;
  readonly estimable: boolean;
  private last: Usage | null = null;
  private final = false;
  private readonly usageMember = new Needle('"usage"');
  private readonly errorMember = new Needle('"error"');

  /**
   * @param dropUsage - Drop the usage event: we asked for it, the client did not.
   */
  constructor(
    private readonly dropUsage: boolean,
    estimable: boolean,
    private readonly errorEvent: ErrorEvent,
  ) {
    this.estimable = estimable;
  }

  /** Some servers send counts with every event: those are final only at the end. */
  get usage() {
    return this.final || this.complete ? this.last : null;
  }

  inspect(bytes: Buffer, start: number, end: number): Verdict {
    if (end - start <= LONGEST_DONE) {
      if (/^data: ?\[DONE\]\s*$/.test(bytes.toString('latin1', start, end))) {
        this.complete = true;
      }
      return undefined;
    }
    if (hasMember(this.errorMember, bytes, start, end)) {
      const event = objectOf(bytes, start, end);
      if (event && event.error && !Array.isArray(event.choices)) {
        this.failed = true;
        return this.errorEvent(event);
      }
    }
    return hasMember(this.usageMember, bytes, start, end)
      ? this.count(objectOf(bytes, start, end))
      : undefined;
  }

  private count(event: Record<string, unknown> | null): Verdict {
    const usage = openaiUsage(event?.usage);
    if (!event || !usage) {
      return undefined;
    }
    this.last = usage;
    const alone = Array.isArray(event.choices) && event.choices.length === 0;
    this.final ||= alone;
    return alone && this.dropUsage ? DROPPED : undefined;
  }
}

const ENDS = ['completed', 'incomplete', 'failed'].map(
  end => `"response.${end}"`,
);

/** Streams of responses. They are whole with `response.completed` or `response.incomplete`. */
export class ResponsesInspector implements Inspector {
  complete = false;
  failed = false;
  usage: Usage | null = null;
  /** Hidden reasoning is billed and not seen. */
  readonly estimable = false;
  private readonly ends = ENDS.map(end => new Needle(end));
  private readonly errorType = new Needle('"error"');

  constructor(private readonly errorEvent: ErrorEvent) {}

  inspect(bytes: Buffer, start: number, end: number): Verdict {
    if (
      this.ends.every(needle => needle.find(bytes, start, end) === -1) &&
      this.errorType.find(bytes, start, end) === -1
    ) {
      return undefined;
    }
    const event = objectOf(bytes, start, end);
    switch (event?.type) {
      case 'response.completed':
      case 'response.incomplete':
        this.complete = true;
        this.count(event);
        return undefined;
      case 'response.failed':
        this.failed = true;
        this.count(event);
        return this.errorEvent(event);
      case 'error':
        this.failed = true;
        return this.errorEvent(event);
      default:
        return undefined;
    }
  }

  private count(event: Record<string, unknown>) {
    this.usage = isObject(event.response)
      ? openaiUsage(event.response.usage)
      : null;
  }
}
