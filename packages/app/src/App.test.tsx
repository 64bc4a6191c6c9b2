import { configure, render, screen } from '@testing-library/react';
import { createPortal } from './App';

const personas = [
  { userEntityRef: 'user:default/dana', title: 'Dana, developer' },
  { userEntityRef: 'user:default/lee', title: 'Lee, lead' },
];

function token(sub: string) {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const part = (value: object) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub, exp })}.`;
}

/** Answers like a backend in which the one asked for may sign in. */
async function backend(input: RequestInfo | URL, init?: RequestInit) {
  const url = new URL(input instanceof Request ? input.url : input);
  const json = (body: unknown, status = 200) =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    });
  if (url.pathname === '/api/auth/guest/refresh') {
    const userEntityRef =
      new Headers(init?.headers).get('x-waymark-persona') ?? 'nobody';
    return json({
      profile: { displayName: userEntityRef },
      backstageIdentity: {
        token: token(userEntityRef),
        identity: {
          type: 'user',
          userEntityRef,
          ownershipEntityRefs: [userEntityRef],
        },
      },
    });
  }
  return json({ error: { name: 'NotFoundError', message: 'none' } }, 404);
}

function start(auth: object) {
  process.env = {
    NODE_ENV: 'test',
    APP_CONFIG: [
      {
        data: {
          app: { title: 'Test', baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://localhost' },
          auth,
        },
        context: 'test',
      },
    ] as unknown as string,
  };
  render(createPortal().createRoot());
}

// The first render loads every page's code.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);

describe('the portal', () => {
  beforeEach(() => {
    window.localStorage.clear();
    window.history.replaceState({}, '', '/settings');
    global.fetch = jest.fn(backend);
  });

  it('signs in the first persona without a click', async () => {
    start({ providers: { guest: { personas } } });
    expect(
      await screen.findByRole('button', { name: 'Dana' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Catalog' })).toHaveAttribute(
      'href',
      '/catalog',
    );
  });

  it('signs in the persona that was chosen before', async () => {
    window.localStorage.setItem('waymark.persona', 'user:default/lee');
    start({ providers: { guest: { personas } } });
    expect(
      await screen.findByRole('button', { name: 'Lee' }),
    ).toBeInTheDocument();
    expect(await screen.findByText('user:default/lee')).toBeInTheDocument();
  });

  it('asks for single sign-on where there are no personas', async () => {
    start({ environment: 'production' });
    expect(await screen.findByText('Single sign-on')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Catalog' })).toBeNull();
  });
});
