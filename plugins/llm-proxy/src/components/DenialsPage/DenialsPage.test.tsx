import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  type Answer,
  type Seen,
  renderLlm,
} from '../../__testUtils__/renderLlm';
import { SERVICE, denial } from '../../__testUtils__/wire';
import { DenialsPage } from './DenialsPage';

const pages = ({ query }: Seen) =>
  query.get('cursor')
    ? {
        items: [
          denial({ id: 'd-2', alias: 'fast', stage: 'rate', status: 429 }),
        ],
        nextCursor: null,
      }
    : { items: [denial({ service: SERVICE })], nextCursor: 'next' };

const show = (answer: Answer = pages, url?: string) =>
  renderLlm(<DenialsPage />, { url, answers: { '/admin/denials': answer } });

it('says who was refused what, by which rule, and who can change it', async () => {
  show();
  expect(
    await screen.findByRole('row', {
      name: /403 policy checkout dana reasoning LLM002 Not on the list of team-payments security-approvers Ask/,
    }),
  ).toBeInTheDocument();
});

it('adds older denials page by page', async () => {
  show();
  await userEvent.click(
    await screen.findByRole('button', { name: 'Show more' }),
  );
  expect(
    await screen.findByRole('row', { name: /429 rate/ }),
  ).toBeInTheDocument();
  expect(screen.getByRole('row', { name: /403 policy/ })).toBeInTheDocument();
  expect(
    screen.queryByRole('button', { name: 'Show more' }),
  ).not.toBeInTheDocument();
});

it('asks the server for what the URL names', async () => {
  const { seen } = show(undefined, '/?who=mine&stage=policy&rule=LLM002');
  await screen.findByRole('row', { name: /LLM002/ });
  expect(Object.fromEntries(seen[0].query)).toEqual({
    mine: 'true',
    stage: 'policy',
    rule: 'LLM002',
    limit: '50',
  });
});

it('filters by one of the person’s teams', async () => {
  const { seen } = show();
  await screen.findByRole('row', { name: /LLM002/ });
  await userEvent.click(screen.getByRole('combobox', { name: 'Whose: all' }));
  await userEvent.click(
    await screen.findByRole('option', { name: 'team-payments' }),
  );
  await waitFor(() =>
    expect(seen[seen.length - 1].query.get('scope')).toBe(
      'group:default/team-payments',
    ),
  );
});

it('gives words to ask with', async () => {
  show();
  await userEvent.click(await screen.findByRole('button', { name: 'Ask →' }));
  const panel = await screen.findByRole('dialog');
  expect(
    within(panel).getByRole('group', { name: 'A text to ask with' }),
  ).toHaveTextContent(/component:default\/checkout.*request r-1/);
});

it('tells no denials from none that match', async () => {
  show({ items: [], nextCursor: null }, '/?stage=store');
  expect(
    await screen.findByText('No denial matches these filters.'),
  ).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(await screen.findByText('Nothing was refused.')).toBeInTheDocument();
});

it('shows a skeleton while it loads', async () => {
  show('never');
  expect(await screen.findByText('Loading')).toBeInTheDocument();
});

it.each([
  [403, /llm-proxy\.usage\.read/],
  [500, /Stored data is safe/],
])('explains status %d', async (status, text) => {
  show(() => status);
  expect(await screen.findByRole('alert')).toHaveTextContent(text);
});
