/** Configuration of the SBOM backend. Every key has a default. */
export interface Config {
  sbom?: {
    /**
     * Bytes of one document after its Content-Encoding is undone.
     * Default 268435456 (256 MiB); 1024 to 2147483647.
     */
    maxBytes?: number;

    /**
     * How many bytes one received byte may decompress to.
     * Default 200; 2 to 10000. Does not apply to the first MiB.
     */
    maxRatio?: number;

    /**
     * How old the effective time of a current BOM may be for it to count as
     * fresh. Default 7 days; 1 hour to 366 days. An ISO duration, such as
     * `P7D`, a string such as `7 days`, or an object such as `{ days: 7 }`.
     */
    freshFor?: string | { days?: number; hours?: number; weeks?: number };

    coverage?: {
      /**
       * Types of catalog components (`spec.type`) that coverage counts.
       * Default `service` and `website`; 1 to 50 entries.
       */
      types?: string[];
    };

    documents?: {
      /**
       * Folder for the documents as they were sent; relative to the working
       * directory of the backend. Default `data/sbom-documents`. All backends
       * of one database must see the same folder.
       */
      directory?: string;
    };

    analysis?: {
      /** Child processes that analyse documents. Default 2; 1 to 64. */
      processes?: number;

      /** Heap of one such process in MiB. Default 1024; 64 to 16384. */
      memory?: number;

      /**
       * Documents that may wait for such a process; more are answered 503.
       * Default 32; 0 to 10000.
       */
      queue?: number;

      /**
       * Time that one document may take. Default 120 seconds; 1 second to
       * 1 hour.
       */
      deadline?: string | { seconds?: number; minutes?: number };
    };

    retention?: {
      /**
       * How long documents and component lists stay after the last head that
       * points at them has moved on, or `forever`. Default 400 days; at least
       * 1 day. Receipts stay for ever.
       */
      documents?: string | { days?: number; weeks?: number; months?: number };

      /**
       * How long refused uploads are listed. Default 90 days; at least 1 day.
       */
      refusals?: string | { days?: number; weeks?: number; months?: number };
    };
  };
}
