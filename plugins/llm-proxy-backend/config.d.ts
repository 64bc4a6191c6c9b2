/** A duration, such as `{ minutes: 15 }`. */
interface LlmProxyDuration {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

interface LlmProxyRate {
  requestsPerMinute?: number;
  tokensPerMinute?: number;
  /** Calls at a time. */
  concurrency?: number;
}

export interface Config {
  llmProxy?: {
    /** What clients and issuers see; `<backend.baseUrl>/api/llm-proxy` when left out. */
    publicUrl?: string;
    /** A port of its own beside the mounted route; none when left out. */
    listen?: { host?: string; port: number };
    limits?: {
      /** Bytes, 1 KiB to 256 MiB; default 4 MiB. */
      body?: number;
      /** Bytes for bodies with images, 1 KiB to 256 MiB; default 32 MiB. */
      multimodalBody?: number;
      /** Nesting of JSON, 4 to 512; default 64. */
      depth?: number;
      /** For the request's headers; default 10 s. */
      headTimeout?: LlmProxyDuration;
      /** For the request's body; default 30 s. */
      bodyTimeout?: LlmProxyDuration;
      /** For the whole call; default 10 min. */
      requestTimeout?: LlmProxyDuration;
    };
    credentials?: {
      /** Of what the exchange gives, 1 to 15 minutes; default 15. */
      lifetime?: LlmProxyDuration;
      /** JWK set with private keys; made and kept in the database when left out. */
      signingKeyFile?: string;
      /** Opaque keys for one's own machine; refused under NODE_ENV=production. Default false. */
      development?: boolean;
      /** Whose tokens can be exchanged. */
      issuers?: Array<{
        issuer: string;
        kind: 'github' | 'gitlab' | 'kubernetes' | 'oidc';
        audience: string;
        /** Default RS256. */
        algorithms?: Array<'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA'>;
        /** Found by discovery when left out. */
        jwksUrl?: string;
        /** RFC 7662, for opaque tokens. */
        introspection?: {
          url: string;
          clientId: string;
          /** @visibility secret */
          clientSecret: string;
        };
        /** Claim that holds the entity ref, for kind `oidc`; default `sub`. */
        entityClaim?: string;
      }>;
    };
    providers?: {
      [id: string]: {
        kind: 'builtin' | 'openai' | 'anthropic';
        baseUrl?: string;
        /** @visibility secret */
        apiKey?: string;
        /** Read again when it changes. */
        apiKeyFile?: string;
        /** Plain http also to other hosts than loopback, such as a model server in the same cluster; default false. */
        allowHttp?: boolean;
        /** Member that caps the output of chat; default max_completion_tokens for OpenAI and Azure, max_tokens elsewhere. */
        outputCap?: 'max_tokens' | 'max_completion_tokens';
        /** Sockets to it, 1 to 4096; default 64. */
        connections?: number;
        /** Default 5 s. */
        connectTimeout?: LlmProxyDuration;
        /** Default 2 min. */
        firstByteTimeout?: LlmProxyDuration;
        /** Between two chunks; default 1 min. */
        idleTimeout?: LlmProxyDuration;
        /** HTTP statuses that it does not bill; default 400, 401, 403, 404, 413, 422, 429. */
        unbilledStatuses?: number[];
      };
    };
    quota?: {
      /** Default memory. */
      store?: 'memory' | 'database' | 'redis';
      redis?: {
        /** @visibility secret */
        url: string;
      };
      /** Of one command to the store, 10 ms to 30 s; default 250 ms. */
      commandTimeout?: LlmProxyDuration;
      /** After it a hold without an end becomes unreconciled, 1 min to 24 h; default 15 min. */
      holdFor?: LlmProxyDuration;
      /** Shorten the answer to what is left instead of refusing; default false. */
      clamp?: boolean;
      /** First limits in US dollars a month; later ones are set in the portal. */
      budgets?: Array<{ scope: string; limit: number }>;
      /** For each user, service and team. */
      rates?: {
        user?: LlmProxyRate;
        service?: LlmProxyRate;
        team?: LlmProxyRate;
      };
    };
    policy?: {
      /** For teams that are not listed; nothing when left out. */
      default?: { models?: string[]; regions?: string[] };
      teams?: Array<{
        group: string;
        models: string[];
        /** Any when left out. */
        regions?: string[];
        maxOutputTokens?: number;
      }>;
      /** Entity ref of who can change this list. */
      owner?: string;
    };
    audit?: {
      /** `strict`: no dispatch before a durable intent. Default bounded. */
      mode?: 'strict' | 'bounded';
      /** Default data/llm-audit. */
      directory?: string;
      /** What bounded mode can lose, 1 ms to 10 s; default 200 ms. */
      flushInterval?: LlmProxyDuration;
      /** What strict mode waits to share one sync, 0 to 5 ms; default 2 ms. */
      groupCommit?: LlmProxyDuration;
      /** JWK that encrypts records at rest; they are plain when left out. */
      encryptionKeyFile?: string;
      /** Bytes on disk before delivery, 1 MiB and more; default 1 GiB. */
      maxBytes?: number;
      /** Of what is delivered, 1 day to 10 years; default 400 days. */
      retention?: LlmProxyDuration;
    };
    /** Which component pays for the calls of another backend plugin. */
    plugins?: Array<{ plugin: string; service: string }>;
    /**
     * Catalog locations that may declare models, and whose changes of owner,
     * System and data class bind at once; a trailing * matches the rest.
     * Such as `url:https://git.example/platform/*`. Default none.
     */
    trustedLocations?: string[];
    resilience?: {
      /** Over retries and fallbacks, 1 to 10; default 3. */
      attempts?: number;
      /** In a row until a target is left alone, 1 to 100; default 5. */
      breakerFailures?: number;
      /** Default 10 s. */
      breakerOpenFor?: LlmProxyDuration;
      /** Answer a fixed notice when nothing else is left; default false. */
      fallbackAnswer?: boolean;
    };
    cache?: {
      /** 0 turns it off; default 1000. */
      entries?: number;
      /** Default 64 MiB. */
      bytes?: number;
      /** Default 10 min. */
      ttl?: LlmProxyDuration;
    };
  };
}
