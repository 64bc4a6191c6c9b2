/** Configuration of the scorecards backend. Every key has a default. */
export interface Config {
  scorecards?: {
    /**
     * Bytes of one evidence document with the pipeline's verdict.
     * Default 16777216 (16 MiB); 1024 to 268435456.
     */
    maxBytes?: number;

    /**
     * How old the newest evidence of a service may be for its scorecard to
     * count as fresh. Default 7 days; 1 hour to 366 days.
     */
    freshFor?: string | { days?: number; hours?: number; weeks?: number };

    /**
     * How long a check that became unknown does not take a level away.
     * Default 72 hours; 0 to 30 days.
     */
    unknownGrace?: string | { days?: number; hours?: number };

    services?: {
      /**
       * Types of catalog components (`spec.type`) that the fleet's numbers
       * count. Default `service` and `website`; 1 to 50 entries.
       */
      types?: string[];
    };

    evidence?: {
      /**
       * Folder for evidence and snapshots; relative to the working directory
       * of the backend. Default `data/scorecards-evidence`. All backends of
       * one database must see the same folder.
       */
      directory?: string;
    };

    /**
     * Branches whose runs may claim the stages `main` and `deploy`, beside
     * tags. Default `main` and `master`.
     */
    mainBranches?: string[];

    /** Issuers of the tokens that pipelines send evidence with. */
    issuers?: Array<{
      /** Compared exactly with `iss`. */
      issuer: string;
      kind: 'github' | 'gitlab';
      /** What the pipeline asks its token for. */
      audience: string;
      /** Found by discovery when left out. */
      jwksUrl?: string;
    }>;

    exceptions?: {
      approvers?: {
        /** Group that approves; the rule's own owner when left out. */
        default?: string;
        /** Group by rule, such as `GP040: group:default/security`. */
        rules?: { [rule: string]: string };
      };

      /**
       * Origin locations of the groups and users that may approve; a trailing
       * `*` matches the rest. Default none: then nobody approves.
       */
      trustedLocations?: string[];

      /**
       * Longest term of an exception with its renewals, over 0 and at most 366
       * days. Default 30, 60, 90 and 180 days.
       */
      longestTerm?: {
        critical?: string | { days?: number; hours?: number };
        high?: string | { days?: number; hours?: number };
        medium?: string | { days?: number; hours?: number };
        low?: string | { days?: number; hours?: number };
        rules?: { [rule: string]: string | { days?: number; hours?: number } };
      };
    };

    signing?: {
      /**
       * File with a private JWK of the curve P-256 that signs instead of keys
       * that the backend makes and keeps in its database.
       */
      keyFile?: string;
    };

    retention?: {
      /**
       * How long evidence documents and verdicts that are not current stay.
       * Default 400 days; at least 1 day.
       */
      verdicts?: string | { days?: number; weeks?: number; months?: number };
    };
  };
}
