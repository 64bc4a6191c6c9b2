import { json, type Request, type Response } from 'express';

/**
 * Reads a JSON body into `req.body`, once the caller is known: nobody without
 * a permission makes the server buffer anything.
 *
 * @param limit - Bytes.
 *
 * @public
 */
export function createJsonReader(
  limit: number,
): (req: Request, res: Response) => Promise<unknown> {
  const parse = json({ limit });
  return async (req, res) => {
    await new Promise<void>((resolve, reject) =>
      parse(req, res, error => (error ? reject(error) : resolve())),
    );
    return req.body;
  };
}
