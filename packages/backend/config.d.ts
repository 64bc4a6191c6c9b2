export interface Config {
  waymark?: {
    permissions?: {
      /**
       * Which groups hold which role, as entity refs. A user has a role when a
       * member of at least one of its groups; a role that is not listed is
       * held by nobody.
       */
      roles?: {
        /** Builds and runs services; may start from a template. */
        developer?: string[];
        /** Decides on exceptions. */
        approver?: string[];
        /** Looks after the portal and its catalog. */
        platform?: string[];
        /** Reads everything that tells how exposed the company is. */
        security?: string[];
      };
    };
  };
}
