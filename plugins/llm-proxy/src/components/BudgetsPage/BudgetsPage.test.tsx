import type { BudgetChange } from '@waymark/backstage-plugin-llm-proxy-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  type Answer,
  type Seen,
  renderLlm,
} from '../../__testUtils__/renderLlm';
import {
  ORG,
  SERVICE,
  TEAM,
  attempt,
  period,
  resetsAt,
  tree,
  usd,
} from '../../__testUtils__/wire';
import { BudgetsPage } from './BudgetsPage';

const change: BudgetChange = {
  at: `${period}-01T08:00:00.000Z`,
  scope: TEAM,
  from: usd(1_200),
  to: usd(1_500),
  by: 'group:default/team-platform',
  reason: 'yearly plan, second half',
};

const usage = ({ query }: Seen) => ({
  items: [
    {
      day: `${period}-01`,
      scope: query.get('scope'),
      kind: 'group',
      alias: null,
      calls: 12,
      inputTokens: 48_000,
      outputTokens: 12_000,
      settled: usd(200.5),
      unreconciled: 0,
    },
  ],
});

const show = (
  options: {
    url?: string;
    budgets?: Answer;
    attempts?: Answer;
    update?: Answer;
  } = {},
) =>
  renderLlm(<BudgetsPage />, {
    url: options.url,
    answers: {
      '/admin/budgets': (seen: Seen) =>
        seen.method === 'PUT'
          ? options.update ?? tree()[1]
          : options.budgets ?? { period, resetsAt, items: tree() },
      '/admin/budgets/changes': { items: [change], nextCursor: null },
      '/admin/usage': usage,
      '/admin/usage/export': () =>
        new Response('BilledCost\n1\n', {
          headers: { 'content-type': 'text/csv' },
        }),
      '/admin/attempts': options.attempts ?? {
        items: [attempt()],
        nextCursor: null,
      },
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
const row = async (name: RegExp) =>
  within(await card('Scopes')).findByRole('row', { name });

it('answers in the first sentence', async () => {
  show();
  expect(
    await screen.findByText(
      /^\$7,436\.88 of \$12,000\.00 is used, 61 %; \w+ ends in \d+ d\. 1 scope reaches its limit before that\.$/,
    ),
  ).toBeInTheDocument();
});

it('shows each scope with its parts, forecast and limit', async () => {
  show();
  expect(
    await row(
      /team-payments team 82 percent used, forecast 109 percent 82 % .*1,500 1,636 28 \w+ team-platform, 1 /,
    ),
  ).toBeInTheDocument();
  expect(
    await row(/team-web team 49 percent used, forecast 67 percent/),
  ).toBeInTheDocument();
});

it('opens the tree below a scope, and says where it counts', async () => {
  show();
  await row(/team-payments/);
  expect(screen.queryByText('checkout')).not.toBeInTheDocument();
  const expand = (scope: string) =>
    userEvent.click(
      screen.getByRole('button', { name: `What is below ${scope}` }),
    );
  await expand('team-payments');
  await expand('payments');
  expect(
    await row(/checkout service counts in payments no value/),
  ).toBeVisible();
  await expand('team-payments');
  expect(screen.queryByText('checkout')).not.toBeInTheDocument();
});

it('shows the way to the scope that the URL names', async () => {
  show({ url: `/?scope=${encodeURIComponent(SERVICE)}` });
  expect(await row(/checkout/)).toHaveAttribute('aria-selected', 'true');
  expect(await card('checkout')).toBeInTheDocument();
});

it('keeps the chosen scope in the URL, with its chart', async () => {
  const { seen } = show();
  await userEvent.click(
    within(await row(/team-payments/)).getByRole('button', {
      name: 'team-payments',
    }),
  );
  expect(screen.getByTestId('url')).toHaveTextContent(encodeURIComponent(TEAM));
  expect(
    await screen.findByRole('img', {
      name: /Settled spend of team-payments reaches \$200\.50 so far; its limit is \$1,500\.00, the forecast \$1,636\.00/,
    }),
  ).toBeInTheDocument();
  expect(seen[seen.length - 1].query.get('scope')).toBe(TEAM);
});

it('shows the chart as a table whose days lead to their calls', async () => {
  const { seen } = show({ url: '/?view=table' });
  const spend = await card('all teams');
  expect(
    await within(spend).findByRole('row', {
      name: /^1 \w+ 12 48,000 12,000 200\.50 200\.50$/,
    }),
  ).toBeInTheDocument();
  await userEvent.click(
    within(spend).getByRole('button', { name: /^1 [A-Z]/ }),
  );
  await screen.findByRole('dialog', { name: 'Calls of all teams' });
  const asked = seen[seen.length - 1];
  expect(asked.query.get('from')).toBe(`${period}-01`);
  expect(asked.query.get('to')).toBe(`${period}-01`);
});

it('opens a number to its calls, and a call to all that is recorded', async () => {
  const { seen } = show();
  await userEvent.click(
    await screen.findByRole('button', {
      name: '1,221.48 settled by team-payments, see the calls',
    }),
  );
  const panel = await screen.findByRole('dialog', {
    name: 'Calls of team-payments',
  });
  expect(
    await within(panel).findByText(/^1 call, \$0\.016\./),
  ).toBeInTheDocument();
  const { query } = seen.find(({ path }) => path === '/admin/attempts')!;
  expect(Object.fromEntries(query)).toMatchObject({
    scope: TEAM,
    outcome: 'settled',
    from: `${period}-01`,
  });
  await userEvent.click(
    within(panel).getByRole('button', { expanded: false, name: /\d\d:\d\d/ }),
  );
  expect(within(panel).getByText('8d41e07aab12')).toBeInTheDocument();
});

it('lists the calls that wait for the provider’s numbers', async () => {
  const { seen } = show();
  expect(
    await screen.findByText(/\$6\.10 is unreconciled: 5 calls ended without/),
  ).toBeInTheDocument();
  await userEvent.click(
    screen.getByRole('button', { name: 'See the 5 calls →' }),
  );
  await screen.findByRole('dialog', { name: 'Calls of all teams' });
  const { query } = seen.find(({ path }) => path === '/admin/attempts')!;
  expect(query.get('outcome')).toBe('unreconciled');
  expect(query.get('scope')).toBe(ORG);
});

it('saves every call behind a number, over all pages', async () => {
  const saved: Blob[] = [];
  URL.createObjectURL = (blob: Blob) => {
    saved.push(blob);
    return 'blob:x';
  };
  URL.revokeObjectURL = () => {};
  jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation();
  show({
    url: '/?calls=all',
    attempts: ({ query }: Seen) =>
      query.get('cursor')
        ? { items: [attempt({ id: 'a-2', amount: 1 })], nextCursor: null }
        : { items: [attempt()], nextCursor: 'next' },
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Export all as CSV' }),
  );
  await waitFor(() => expect(saved).toHaveLength(1));
  const text = await new Response(saved[0]).text();
  expect(text.trim().split('\r\n')).toEqual([
    expect.stringMatching(/^at,id,.*,amount_usd$/),
    expect.stringMatching(/,a-1,.*,0\.016000000$/),
    expect.stringMatching(/,a-2,.*,0\.000000001$/),
  ]);
});

it('says who changed limits, and why', async () => {
  show();
  expect(
    await within(await card('Who changed it')).findByRole('row', {
      name: /team-payments yearly plan, second half 1,200 → 1,500 team-platform/,
    }),
  ).toBeInTheDocument();
});

it('leaves what lies under a filter, and what is above it', async () => {
  show({ url: `/?owner=${encodeURIComponent('group:default/team-web')}` });
  expect(await row(/team-web/)).toBeInTheDocument();
  expect(await row(/all teams/)).toBeInTheDocument();
  expect(
    within(await card('Scopes')).queryByText('team-payments'),
  ).not.toBeInTheDocument();
});

it('says so when filters leave nothing', async () => {
  show({
    url: `/?owner=${encodeURIComponent(
      'group:default/team-web',
    )}&system=${encodeURIComponent('system:default/payments')}`,
  });
  expect(
    await screen.findByText('No scope matches these filters.'),
  ).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(await row(/team-payments/)).toBeInTheDocument();
});

describe('a limit', () => {
  const url = `/?scope=${encodeURIComponent(TEAM)}&panel=limit`;

  it('is set with a reason, exactly', async () => {
    const { seen } = show({ url });
    const panel = await screen.findByRole('dialog', {
      name: 'Limit of team-payments',
    });
    const amount = within(panel).getByLabelText(/Limit for each month/);
    expect(amount).toHaveValue('1500');
    const save = within(panel).getByRole('button', { name: 'Set the limit' });
    await userEvent.clear(amount);
    await userEvent.type(amount, '1,600');
    await userEvent.type(within(panel).getByLabelText('Reason'), 'more calls');
    expect(save).toBeDisabled();
    expect(within(panel).getByText(/This is no amount/)).toBeInTheDocument();
    await userEvent.clear(amount);
    await userEvent.type(amount, '1600.25');
    await userEvent.click(save);
    await waitFor(() =>
      expect(screen.getByTestId('url')).not.toHaveTextContent('panel'),
    );
    const put = seen.find(({ method }) => method === 'PUT')!;
    expect(JSON.parse(put.body!)).toEqual({
      scope: TEAM,
      limit: 1_600_250_000_000,
      reason: 'more calls',
    });
  });

  it('below what is used says what it does', async () => {
    show({ url });
    const panel = await screen.findByRole('dialog');
    const amount = within(panel).getByLabelText(/Limit for each month/);
    await userEvent.clear(amount);
    await userEvent.type(amount, '100');
    expect(
      within(panel).getByText(/\$1,230\.00 is used already/),
    ).toBeInTheDocument();
  });

  it('that was not set says why', async () => {
    show({ url, update: 500 });
    const panel = await screen.findByRole('dialog');
    await userEvent.type(within(panel).getByLabelText('Reason'), 'more calls');
    await userEvent.click(
      within(panel).getByRole('button', { name: 'Set the limit' }),
    );
    expect(await within(panel).findByRole('alert')).toHaveTextContent(
      /could not answer/,
    );
  });
});

it('gives the configuration where there is no budget', async () => {
  show({ budgets: { period, resetsAt, items: [] } });
  expect(
    await screen.findByRole('group', { name: 'Configuration of a limit' }),
  ).toBeInTheDocument();
});

it('shows skeletons of its cards while it loads', async () => {
  show({ budgets: 'never' });
  expect(await screen.findAllByText('Loading')).toHaveLength(3);
});

it.each([
  [403, /llm-proxy\.usage\.read/],
  [503, /Stored data is safe/],
])('explains status %d', async (status, text) => {
  show({ budgets: status });
  expect(await screen.findByRole('alert')).toHaveTextContent(text);
});
