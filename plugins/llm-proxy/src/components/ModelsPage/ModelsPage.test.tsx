import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Answer, renderLlm } from '../../__testUtils__/renderLlm';
import { model, models } from '../../__testUtils__/wire';
import { ModelsPage } from './ModelsPage';

const show = (answer: Answer = { items: models() }, url?: string) =>
  renderLlm(<ModelsPage />, { url, answers: { '/admin/models': answer } });

const card = (name: string) => screen.findByRole('region', { name });

it('shows what a model costs, takes and keeps', async () => {
  show();
  const standard = await card('standard');
  for (const text of [
    '$2.00 in, $8.00 out',
    '$0.50',
    'confidential',
    '128,000 tokens',
    'eu',
    'not at all',
    'Available',
    'You may use it',
  ]) {
    expect(within(standard).getByText(text)).toBeInTheDocument();
  }
  expect(screen.getByText('2 models; 1 open to you.')).toBeInTheDocument();
});

it('marks the built-in provider, and no other', async () => {
  show();
  expect(
    within(await card('standard')).getByText(/No real model is behind it/),
  ).toBeInTheDocument();
  expect(
    within(await card('reasoning')).queryByText('built-in'),
  ).not.toBeInTheDocument();
});

it('says why a model is closed, and who can open it', async () => {
  show();
  const reasoning = await card('reasoning');
  expect(
    within(reasoning).getByText(/Not on the list of team-payments/),
  ).toBeInTheDocument();
  await userEvent.click(
    within(reasoning).getByRole('button', {
      name: 'Request access → reasoning',
    }),
  );
  const panel = await screen.findByRole('dialog', {
    name: 'Request access to reasoning',
  });
  expect(
    within(panel).getByRole('link', { name: 'security-approvers' }),
  ).toBeInTheDocument();
  expect(screen.getByTestId('url')).toHaveTextContent('ask=reasoning');
});

it('asks for a service where the URL names one', async () => {
  const { seen } = show(
    undefined,
    '/?as=component%3Adefault%2Fcheckout&ask=reasoning',
  );
  const panel = await screen.findByRole('dialog');
  expect(
    within(panel).getByRole('group', { name: 'A text to ask with' }),
  ).toHaveTextContent(/reasoning for component:default\/checkout/);
  expect(seen[0].query.get('service')).toBe('component:default/checkout');
});

it('tells when a model ends and what replaces it', async () => {
  show({
    items: [
      model('old', {
        state: 'deprecated',
        endOfLife: '2026-12-31T00:00:00.000Z',
        replacedBy: 'standard',
      }),
    ],
  });
  expect(
    await screen.findByText(/It ends on 31 Dec\. Use standard instead\./),
  ).toBeInTheDocument();
});

it('leaves what the filters ask for', async () => {
  show(undefined, '/?access=closed');
  await card('reasoning');
  expect(
    screen.queryByRole('region', { name: 'standard' }),
  ).not.toBeInTheDocument();
});

it('shows how a model is declared where there is none', async () => {
  show({ items: [] });
  expect(await screen.findByText(/type: llm-model/)).toBeInTheDocument();
});

it('shows skeletons while it loads', async () => {
  show('never');
  expect(await screen.findAllByText('Loading')).toHaveLength(4);
});

it.each([
  [403, /llm-proxy\.usage\.read/],
  [500, /Stored data is safe/],
])('explains status %d', async (status, text) => {
  show(status);
  expect(await screen.findByRole('alert')).toHaveTextContent(text);
});
