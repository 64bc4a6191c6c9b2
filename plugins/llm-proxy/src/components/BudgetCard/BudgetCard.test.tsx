import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { screen } from '@testing-library/react';
import { type Answer, renderLlm } from '../../__testUtils__/renderLlm';
import {
  TEAM,
  budget,
  period,
  resetsAt,
  summary,
  tree,
  usd,
} from '../../__testUtils__/wire';
import { BudgetCard } from './BudgetCard';

const show = (answers: Record<string, Answer>, owner: string | undefined) =>
  renderLlm(
    <WaymarkRoot>
      <BudgetCard owner={owner} services={[]} />
    </WaymarkRoot>,
    { answers },
  );

const summaries = '/admin/summaries/by-query';

it('says how much of the owner’s budget is used, and until when', async () => {
  const own = budget(TEAM, {
    held: usd(6.3),
    unreconciled: usd(2.22),
    reachesLimitOn: `${period}-28`,
  });
  show({ [summaries]: { items: [summary(TEAM, { budget: own })] } }, TEAM);
  expect(await screen.findByText('82 %')).toBeInTheDocument();
  expect(
    screen.getByText(/^\$1,230\.00 of \$1,500\.00, resets in \d+ d$/),
  ).toBeInTheDocument();
  expect(screen.getByText(/^Reaches its limit on 28 /)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Open →' })).toHaveAttribute(
    'href',
    '/llm/budgets?scope=group%3Adefault%2Fteam-payments',
  );
});

it('speaks of all where no owner is chosen', async () => {
  show({ '/admin/budgets': { period, resetsAt, items: tree() } }, undefined);
  expect(await screen.findByText(/^all teams, /)).toBeInTheDocument();
});

it('says when there is no budget', async () => {
  show({ [summaries]: { items: [summary(TEAM, { budget: null })] } }, TEAM);
  expect(await screen.findByText(/has no budget/)).toBeInTheDocument();
});

it('explains a refusal to read', async () => {
  show({ [summaries]: 403 }, TEAM);
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /llm-proxy\.usage\.read/,
  );
});
