export interface Config {
  auth?: {
    providers?: {
      /**
       * Development only: sign-in without a password, refused unless NODE_ENV
       * is `development`.
       * @deepVisibility frontend
       */
      guest?: {
        /** Whom the portal may be used as. The first is signed in at once. */
        personas?: Array<{
          /** Ref of a user of the catalog, such as `user:default/jane`. */
          userEntityRef: string;
          /** What the menu calls this person, role included. */
          title: string;
        }>;
      };
    };
  };
}
