/** The page marker is not one of ours. The platform answers 400 by the name. */
export class InvalidCursorError extends Error {
  readonly name = 'InputError';
  readonly code = 'invalid_cursor';

  constructor() {
    super('The cursor is not valid');
  }
}
