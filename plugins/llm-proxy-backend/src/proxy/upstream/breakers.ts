import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleType,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { UpstreamError, type UpstreamAnswer } from '../types';

/** A failure that says something about the health of what was called. */
class Unhealthy extends Error {
  readonly name = 'Unhealthy';
}

/** Neither good nor bad, such as a client that left. */
class Inconclusive extends Error {
  readonly name = 'Inconclusive';
}

const FAILED_ENDS: ReadonlySet<string> = new Set([
  'timeout',
  'reset',
  'truncated',
  'not_sent',
  'unknown',
]);

/** Rotated keys leave breakers behind; the oldest go first. */
const MOST = 4_096;

class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  private openUntil = 0;

  constructor(failures: number, openFor: number) {
    this.policy = circuitBreaker(handleType(Unhealthy), {
      halfOpenAfter: openFor,
      breaker: new ConsecutiveBreaker(failures),
    });
    this.policy.onBreak(() => {
      // The library measures by the clock of the process, so this does too.
      this.openUntil = Date.now() + openFor;
    });
  }

  /** False while it is open, and while the one trial after that is under way. */
  get permits(): boolean {
    switch (this.policy.state) {
      case CircuitState.Closed:
        return true;
      case CircuitState.Open:
        return Date.now() >= this.openUntil;
      default:
        return false;
    }
  }

  /** Lets one attempt through and learns from how it goes. */
  async run(
    attempt: () => Promise<UpstreamAnswer>,
    signal: AbortSignal,
  ): Promise<UpstreamAnswer> {
    let judge!: (error: Error | null) => void;
    const verdict = new Promise<void>((resolve, reject) => {
      judge = error => (error ? reject(error) : resolve());
    });
    this.policy.execute(() => verdict).catch(() => undefined);
    const trial = this.policy.state === CircuitState.HalfOpen;
    // A trial that leads to nothing must not close the breaker.
    const left = () => (trial ? new Unhealthy() : new Inconclusive());
    let answer: UpstreamAnswer;
    try {
      answer = await attempt();
    } catch (error) {
      const failed =
        error instanceof UpstreamError && FAILED_ENDS.has(error.end);
      judge(failed && !signal.aborted ? new Unhealthy() : left());
      throw error;
    }
    if (answer.status >= 500 || answer.status === 401) {
      judge(new Unhealthy());
    } else if (trial || answer.status >= 400) {
      judge(null);
    } else {
      void answer.outcome.then(({ end }) => {
        if (end === 'aborted') {
          judge(left());
        } else {
          judge(
            FAILED_ENDS.has(end) || end === 'upstream_error'
              ? new Unhealthy()
              : null,
          );
        }
      });
    }
    return answer;
  }
}

/** One breaker for each provider, model and credential. */
export class Breakers {
  private readonly breakers = new Map<string, Breaker>();

  /**
   * @param failures - In a row, to open.
   * @param openFor - Milliseconds until one attempt is let through again.
   */
  constructor(
    private readonly failures: number,
    private readonly openFor: number,
  ) {}

  of(provider: string, model: string, credential: string): Breaker {
    const id = `${provider}\n${model}\n${credential}`;
    let breaker = this.breakers.get(id);
    if (!breaker) {
      breaker = new Breaker(this.failures, this.openFor);
      this.breakers.set(id, breaker);
      if (this.breakers.size > MOST) {
        const [oldest] = this.breakers.keys();
        this.breakers.delete(oldest);
      }
    }
    return breaker;
  }
}
