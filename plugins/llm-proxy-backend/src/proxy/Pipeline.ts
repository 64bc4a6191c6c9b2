import type { Principal } from '../principals/types';
import { Admission, type Quote } from './Admission';
import { AnswerCache } from './AnswerCache';
import { Attempts } from './Attempts';
import { CachedAnswers } from './CachedAnswers';
import { partyOf, type Call } from './Call';
import { Delivery } from './Delivery';
import { Denials, outOfScope } from './Denials';
import { Denial } from './errors';
import { checkHead, tokenOf } from './head';
import { Idempotency } from './Idempotency';
import { parseBody } from './json/scan';
import { modelListObject, modelObject, modelsOf } from './modelList';
import { readAsk, type Ask } from './parameters/readAsk';
import { readBody } from './readBody';
import { dialectOf, routeOf, type Route } from './routes';
import { Settlement } from './Settlement';
import type { ProxyOptions, ProxyPorts } from './types';

const MULTIMODAL = new Set([
  'chat',
  'responses',
  'messages',
  'count_tokens',
  'auto',
]);

const sleep = (ms: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, ms);
  });

/** The steps of every request, in their order. */
export class Pipeline {
  private readonly denials: Denials;
  private readonly admission: Admission;
  private readonly attempts: Attempts;
  private readonly idempotency: Idempotency;

  constructor(
    private readonly ports: ProxyPorts,
    private readonly options: ProxyOptions,
    private readonly now: () => number,
    id: () => string,
  ) {
    const { audit, ledger, telemetry, report = () => {} } = ports;
    const settlement = new Settlement(ledger, audit, now, id, sleep);
    this.denials = new Denials(audit, telemetry, now, id, report);
    this.admission = new Admission(ports, options, now, id);
    this.idempotency = new Idempotency(now);
    this.attempts = new Attempts(
      ports,
      options,
      now,
      this.admission,
      new Delivery(settlement),
      settlement,
      this.denials,
      new CachedAnswers(
        new AnswerCache(options.cache, now),
        ports.policy,
        this.admission,
        settlement,
      ),
    );
  }

  /** Never rejects. */
  async run(call: Call, url: string, closing: boolean): Promise<void> {
    try {
      const query = url.indexOf('?');
      const path = query === -1 ? url : url.slice(0, query);
      call.dialect = dialectOf(path);
      if (closing) {
        throw new Denial('shutting_down', { retryAfter: 1 });
      }
      await this.steps(call, path, query === -1 ? '' : url.slice(query));
    } catch (error) {
      const denial = this.denials.of(error, call);
      this.denials.record(call, denial);
      this.denials.answer(call, denial);
    }
    this.ports.telemetry.overhead(call.overheadToAnswer);
  }

  private async steps(call: Call, path: string, query: string) {
    const { ports, options } = this;
    const route = routeOf(path);
    if (route === undefined) {
      throw new Denial('route_not_found');
    }
    const multimodal = MULTIMODAL.has(route.operation ?? '');
    const maxBytes = multimodal ? options.maxMultimodalBytes : options.maxBytes;
    checkHead(call.req, route, query, maxBytes);
    const known = ports.authenticator.authenticate(tokenOf(call.req));
    const principal = known instanceof Promise ? await known : known;
    call.principal = principal;
    call.party = partyOf(principal);
    if (route.operation === null) {
      await this.models(call, principal, route);
      return;
    }
    const bytes = await call.wait(
      readBody(call.req, call.res, maxBytes, options.bodyTimeout),
    );
    const body = parseBody(bytes, options.maxDepth);
    const ask = readAsk(route, body, options.maxBytes);
    call.operation = ask.operation;
    const scope = ask.operation === 'embeddings' ? 'llm:embed' : 'llm:chat';
    if (!principal.scopes.has(scope)) {
      throw outOfScope(scope);
    }
    const quote = this.target(call, ask);
    const key = call.req.headers['idempotency-key'];
    if (key !== undefined && !ask.stream) {
      await this.once(call, principal, ask, quote, `${key}`, path);
    } else {
      await this.metered(call, principal, ask, quote);
    }
  }

  private target(call: Call, ask: Ask): Quote {
    const model = this.ports.models.get(ask.alias);
    if (!model) {
      throw new Denial('model_not_found', { param: 'model' });
    }
    call.alias = model.alias;
    if (model.endOfLife !== null && model.endOfLife <= this.now()) {
      throw new Denial('model_ended', {
        param: 'model',
        owner: model.owner,
        message:
          model.replacedBy === null
            ? undefined
            : `The model is no longer offered; ${model.replacedBy} replaces it.`,
      });
    }
    if (!model.operations.includes(ask.operation)) {
      throw new Denial('unsupported_operation', { param: 'model' });
    }
    return this.admission.quote(ask, model, null);
  }

  private async once(
    call: Call,
    principal: Principal,
    ask: Ask,
    quote: Quote,
    key: string,
    path: string,
  ) {
    const run = this.idempotency.begin(principal, key, path, ask.body.bytes);
    if ('body' in run) {
      const headers = call.headers(run.type);
      headers['idempotency-replayed'] = 'true';
      call.send(run.status, headers, run.body);
      return;
    }
    call.keepForRepeats = run.keep;
    try {
      await this.metered(call, principal, ask, quote);
    } finally {
      run.done();
    }
  }

  private async metered(
    call: Call,
    principal: Principal,
    ask: Ask,
    quote: Quote,
  ) {
    const { inputTokens, outputTokens } = quote.bound;
    const grant = await this.acquire(principal, inputTokens + outputTokens);
    if (!grant.granted) {
      const { state, retryAfter } = grant;
      call.rates = [state];
      throw new Denial('rate_limit_exceeded', {
        retryAfter,
        rule: `${state.kind}:${state.scope}`,
        message: `The limit of ${state.kind} of ${state.scope} is reached.`,
      });
    }
    call.rates = grant.states;
    call.startDeadline(this.options.requestTimeout);
    try {
      await this.attempts.run(call, principal, ask, quote);
    } finally {
      grant.release();
    }
  }

  private async acquire(principal: Principal, tokens: number) {
    try {
      return await this.ports.rates.acquire(principal, tokens);
    } catch (cause) {
      throw new Denial('store_unavailable', { cause, retryAfter: 5 });
    }
  }

  private async models(call: Call, principal: Principal, route: Route) {
    if (call.req.headers['anthropic-version'] !== undefined) {
      call.dialect = 'anthropic';
    }
    const models = await modelsOf(this.ports, principal, this.now());
    const model = models.find(({ alias }) => alias === route.modelId);
    if (route.modelId !== undefined && model === undefined) {
      throw new Denial('model_not_found', { param: 'model' });
    }
    const answer = model
      ? modelObject(model, call.dialect)
      : modelListObject(models, call.dialect);
    const body = Buffer.from(JSON.stringify(answer));
    call.send(200, call.headers('application/json'), body);
  }
}
