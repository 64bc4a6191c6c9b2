import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthenticationError } from '@backstage/errors';
import {
  createPermission,
  PermissionClient,
} from '@backstage/plugin-permission-common';
import express, { type RequestHandler } from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { CatalogVisibility } from '../catalog/CatalogVisibility';
import { Authoriser } from './Authoriser';
import { problemMiddleware } from './problemMiddleware';

const permission = createPermission({
  name: 'x.read',
  attributes: { action: 'read' },
});
const codes = {
  input: 'x.query',
  notFound: 'x.not_found',
  busy: 'x.busy',
  internal: 'x.internal',
};

describe('without an answer of the permission backend', () => {
  const servers: Server[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.close();
      await once(server, 'close');
    }
  });

  async function listen(handler: RequestHandler): Promise<string> {
    const server = createServer(express().use(handler)).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** One route that asks for a permission and one that asks the catalog's. */
  function appOf(permissions: Pick<PermissionClient, 'authorize'>) {
    const authoriser = new Authoriser({
      httpAuth: mockServices.httpAuth(),
      permissions: permissions as never,
    });
    const visibility = new CatalogVisibility({
      auth: mockServices.auth(),
      catalog: {} as never,
      permissions: permissions as never,
    });
    const app = express();
    app.get('/permission', async (req, res, next) => {
      await authoriser.require(req, permission).then(() => res.end(), next);
    });
    app.get('/entities', async (_req, res, next) => {
      await visibility
        .filter(['component:default/a'], mockCredentials.user())
        .then(() => res.end(), next);
    });
    app.use(problemMiddleware({ codes, logger: mockServices.logger.mock() }));
    return app;
  }

  function clientAt(url: string): PermissionClient {
    return new PermissionClient({
      discovery: { getBaseUrl: async () => url },
      config: mockServices.rootConfig({
        data: { permission: { enabled: true } },
      }),
    });
  }

  it.each<[string, RequestHandler]>([
    ['is away', req => req.socket.destroy()],
    ['is not mounted', (_, res) => void res.sendStatus(404)],
    ['fails', (_, res) => void res.sendStatus(500)],
    ['is a web page', (_, res) => void res.send('<html></html>')],
    ['answers something else', (_, res) => void res.json({ items: [{}] })],
  ])('that %s, a route says that it is busy', async (_, handler) => {
    const app = appOf(clientAt(await listen(handler)));
    for (const path of ['/permission', '/entities']) {
      const { status, body, headers } = await request(app).get(path);
      expect([path, status, body.code]).toEqual([path, 503, 'x.busy']);
      expect(headers['retry-after']).toBe('5');
    }
  });

  it('a caller who is unknown by now is told so', async () => {
    const authorize = async () => {
      throw new AuthenticationError('expired');
    };
    const { status } = await request(appOf({ authorize })).get('/permission');
    expect(status).toBe(401);
  });
});
