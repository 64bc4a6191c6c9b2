/** A duration, such as `{ minutes: 1 }`. */
interface PolicyDuration {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

export interface Config {
  policy?: {
    /** An OPA server that decides; the embedded engine when left out. */
    opa?: {
      /** It must have loaded the same bundle. */
      url: string;
      /** @visibility secret */
      token?: string;
    };
    embedded?: {
      /** Threads, 1 to 64; the number of processors less one when left out. */
      workers?: number;
      /** Evaluations that may wait for a thread, 1 to 100,000; default 1,000. */
      queue?: number;
    };
    /** Of one evaluation, 10 ms to 5 min; default 10 s. */
    timeout?: PolicyDuration;
    /** Bytes of one input, 1 KiB to 256 MiB; default 16 MiB. */
    maxInput?: number;
    /** Laid over the parameters of the bundle, key by key. */
    parameters?: {
      /** As `parameters.golden_path` of policy/data.json. */
      golden_path?: object;
      /** By id: `{ GP020: { effective: 1798761600 } }`, in epoch seconds. */
      rules?: object;
    };
    /** A signed bundle of your own; the one that is shipped when left out. */
    bundle?: {
      /** Where it lies: this or `url`. */
      directory?: string;
      /** Where its files are served: `<url>/manifest.jws` and the others. */
      url?: string;
      /**
       * Sent to `url` as a bearer token.
       *
       * @visibility secret
       */
      token?: string;
      /** JWK set of the public keys that may sign it. */
      keysFile: string;
      /** How often it is looked for, 1 s to 1 day; default 1 min. */
      refresh?: PolicyDuration;
    };
    history?: {
      /** Where bundles that were in force are kept; default data/policy. */
      directory?: string;
    };
    /** A file that gets a line for each decision; none when left out. */
    decisionLog?: { file: string };
  };
}
