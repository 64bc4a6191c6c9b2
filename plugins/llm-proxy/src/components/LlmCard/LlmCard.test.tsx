import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { screen } from '@testing-library/react';
import { type Answer, renderLlm } from '../../__testUtils__/renderLlm';
import { SERVICE, TEAM, budget, summary, usd } from '../../__testUtils__/wire';
import { LlmCard } from './LlmCard';

const show = (answer: Answer) =>
  renderLlm(
    <WaymarkRoot>
      <LlmCard entityRef={SERVICE} />
    </WaymarkRoot>,
    { answers: { '/admin/summaries/by-query': answer } },
  );

it('shows spend, headroom, denials and models', async () => {
  show({ items: [summary(SERVICE)] });
  expect(await screen.findByText('Near limit')).toBeInTheDocument();
  expect(screen.getByText('$389.24')).toBeInTheDocument();
  expect(screen.getByText(/^of \$450\.00 in /)).toBeInTheDocument();
  expect(
    screen.getByRole('img', { name: '86 percent used' }),
  ).toBeInTheDocument();
  expect(screen.getByText('$514.00')).toBeInTheDocument();
  expect(screen.getByText('of 21,480 calls')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: '14' })).toHaveAttribute(
    'href',
    '/llm/denials?who=component%3Adefault%2Fcheckout',
  );
  expect(screen.getByText(/standard 74 %/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Open →' })).toHaveAttribute(
    'href',
    '/llm/budgets?scope=component%3Adefault%2Fcheckout',
  );
});

it('shows the limit above that binds a service without one', async () => {
  const own = budget(SERVICE, {
    kind: 'service',
    limit: null,
    settled: usd(3),
  });
  show({
    items: [summary(SERVICE, { budget: own, tightest: budget(TEAM) })],
  });
  expect(
    await screen.findByText(/without a limit of its own/),
  ).toBeInTheDocument();
  expect(screen.getByText('Left of team-payments')).toBeInTheDocument();
  expect(screen.getByText('$278.52')).toBeInTheDocument();
});

it('says how to start where nothing was called', async () => {
  show({
    items: [
      summary(SERVICE, { budget: null, calls: 0, denials: 0, models: [] }),
    ],
  });
  expect(await screen.findByText('Not used')).toBeInTheDocument();
  expect(
    await screen.findByText(
      'export OPENAI_BASE_URL=https://portal.example.com/api/llm-proxy/v1',
    ),
  ).toBeInTheDocument();
  expect(
    screen.getByRole('link', { name: 'See what it may use →' }),
  ).toHaveAttribute('href', '/llm/use?as=component%3Adefault%2Fcheckout');
});

it('shows a skeleton while it loads', async () => {
  show('never');
  expect(await screen.findByText('Loading')).toBeInTheDocument();
});

it.each([
  [403, /llm-proxy\.usage\.read/],
  [500, /Stored data is safe/],
])('explains status %d', async (status, text) => {
  show(status);
  expect(await screen.findByRole('alert')).toHaveTextContent(text);
});

it('does not tell a hidden entity from a missing one', async () => {
  show({ items: [null] });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /does not exist, or you may not see/,
  );
});
