import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  type Answer,
  type Seen,
  renderLlm,
} from '../../__testUtils__/renderLlm';
import { SERVICE, denial, models, ownUse } from '../../__testUtils__/wire';
import { UsePage } from './UsePage';

const token = {
  access_token: `eyJhbGciOiJFUzI1NiJ9.${'a'.repeat(60)}.${'b'.repeat(40)}`,
  issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_type: 'Bearer',
  expires_in: 900,
  scope: 'llm:chat',
};

const show = (
  options: { url?: string; use?: Answer; models?: Answer; token?: Answer } = {},
) =>
  renderLlm(<UsePage />, {
    url: options.url,
    answers: {
      '/admin/use': options.use ?? ownUse(),
      '/admin/models': options.models ?? { items: models() },
      '/oauth/token': options.token ?? token,
    },
  });

/** A card once its skeleton has gone. */
const card = async (name: string) => {
  await screen.findAllByRole('region');
  await waitFor(() =>
    expect(screen.queryByText('Loading')).not.toBeInTheDocument(),
  );
  return screen.findByRole('region', { name });
};

it('answers in the first sentence', async () => {
  show();
  expect(
    await screen.findByText(
      /^1 model is open to you as a developer of team-payments\. The next limit you meet is your own: \$16\.56 until 1 /,
    ),
  ).toBeInTheDocument();
});

it('gives address, sample and languages for a first call', async () => {
  show();
  const call = await card('Call it');
  expect(
    within(call).getByText('https://portal.example.com/api/llm-proxy/v1'),
  ).toBeInTheDocument();
  await userEvent.click(within(call).getByRole('button', { name: 'Python' }));
  expect(
    within(call).getByRole('group', { name: 'Sample in Python' }),
  ).toHaveTextContent('model="standard"');
});

it('exchanges the person’s own token for a short one, and shows it once', async () => {
  const { seen } = show();
  const user = userEvent.setup();
  const write = jest.spyOn(navigator.clipboard, 'writeText');
  const call = await card('Call it');
  await user.click(
    within(call).getByRole('button', { name: 'Create a token' }),
  );
  expect(
    await within(call).findByText(/shown once, valid for 1[45]:\d\d/),
  ).toBeInTheDocument();
  await user.click(within(call).getByRole('button', { name: 'Copy token' }));
  expect(write).toHaveBeenCalledWith(token.access_token);
  expect(within(call).queryByText(token.access_token)).not.toBeInTheDocument();
  const asked = seen.find(({ path }) => path === '/oauth/token')!;
  expect(new URLSearchParams(asked.body).get('subject_token')).toBe(
    'backstage-token',
  );
});

it('explains why there is no token', async () => {
  show({ token: 403 });
  const call = await card('Call it');
  await userEvent.click(
    within(call).getByRole('button', { name: 'Create a token' }),
  );
  expect(await within(call).findByRole('alert')).toHaveTextContent(
    /llm-proxy\.token\.create/,
  );
});

it('lists models with prices, and leads to those that are closed', async () => {
  show();
  const open = await card('Models open to you');
  expect(within(open).getByText('1 of 2')).toBeInTheDocument();
  expect(
    within(open).getByRole('row', {
      name: /standard built-in 2\.00 8\.00 confidential you may/,
    }),
  ).toBeInTheDocument();
  expect(
    within(open).getByRole('link', { name: 'Request access →' }),
  ).toHaveAttribute('href', '/llm/models?ask=reasoning');
});

it('shows what is left of budgets and rates, the tightest marked', async () => {
  show();
  const headroom = await card('Headroom now');
  expect(
    within(headroom).getByRole('row', {
      name: /^You tightest 17 percent used \$16\.56 \$20\.00/,
    }),
  ).toBeInTheDocument();
  expect(
    within(headroom).getByRole('row', {
      name: /^Tokens per minute 71,240 80,000/,
    }),
  ).toBeInTheDocument();
  expect(within(headroom).getByText(/holds \$0\.016/)).toBeInTheDocument();
  expect(
    within(headroom).getByRole('link', { name: 'team-payments' }),
  ).toHaveAttribute(
    'href',
    '/llm/budgets?scope=group%3Adefault%2Fteam-payments',
  );
});

it('says who can change a denial, with words to ask them', async () => {
  show();
  const denials = await card('Last denials');
  expect(
    within(denials).getByRole('link', { name: 'security-approvers' }),
  ).toBeInTheDocument();
  await userEvent.click(within(denials).getByRole('button', { name: 'Ask →' }));
  const panel = await screen.findByRole('dialog', {
    name: 'Ask for a change',
  });
  expect(
    within(panel).getByRole('group', { name: 'A text to ask with' }),
  ).toHaveTextContent(/user:default\/dana.*reasoning.*LLM002 Not on the list/);
});

it('speaks for a service, and keeps that in the URL', async () => {
  const { seen } = show({
    use: ({ query }: Seen) =>
      query.get('service')
        ? ownUse({ service: SERVICE, denials: [denial({ service: SERVICE })] })
        : ownUse(),
  });
  await card('Call it');
  await userEvent.click(
    screen.getByRole('combobox', { name: 'As: you, on your machine' }),
  );
  await userEvent.click(
    await screen.findByRole('option', { name: 'checkout' }),
  );
  expect(
    await screen.findByText(/1 model is open to checkout\./),
  ).toBeInTheDocument();
  expect(screen.getByTestId('url')).toHaveTextContent(
    '/?as=component%3Adefault%2Fcheckout',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Create a token' }));
  await screen.findByText(/shown once/);
  const asked = seen.find(({ path }) => path === '/oauth/token')!;
  expect(new URLSearchParams(asked.body).get('resource')).toBe(SERVICE);
});

it('says what is missing where nothing is set up', async () => {
  show({
    use: ownUse({
      budgets: [],
      rates: [],
      denials: [],
      denialCount: 0,
      example: null,
    }),
    models: { items: [] },
  });
  expect(await screen.findByText(/No model is declared/)).toBeInTheDocument();
  expect(screen.getByText('No budget applies.')).toBeInTheDocument();
  expect(screen.getByText('No rate applies.')).toBeInTheDocument();
  expect(screen.getByText(/Nothing was refused/)).toBeInTheDocument();
});

it('shows skeletons of its cards while it loads', async () => {
  show({ use: 'never' });
  expect(await screen.findAllByText('Loading')).toHaveLength(4);
  expect(
    screen.getByRole('region', { name: 'Headroom now' }),
  ).toBeInTheDocument();
});

it.each([
  [403, /llm-proxy\.usage\.read/],
  [503, /Stored data is safe/],
])('explains status %d', async (status, text) => {
  show({ use: status });
  expect(await screen.findByRole('alert')).toHaveTextContent(text);
});
