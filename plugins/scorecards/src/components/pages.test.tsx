import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderScorecards } from '../__testUtils__/renderScorecards';
import {
  CHECKOUT,
  overview,
  policy,
  rule,
  scorecard,
  services,
} from '../__testUtils__/wire';
import { OverviewPage } from './OverviewPage/OverviewPage';
import { RulesPage } from './RulesPage/RulesPage';
import { ScorecardCard } from './ScorecardCard/ScorecardCard';
import { ServicesPage } from './ServicesPage/ServicesPage';

describe('ScorecardCard', () => {
  it('says the level, and what the next one asks', async () => {
    renderScorecards(<ScorecardCard entityRef={CHECKOUT} />, {
      '/entities/component/default/checkout/scorecard': scorecard,
    });
    expect(await screen.findByText('Silver')).toBeVisible();
    expect(screen.getByText('To reach Gold')).toBeVisible();
    expect(screen.getByText('GP020')).toBeVisible();
    expect(
      screen.getByRole('img', { name: '18 pass, 1 exempt, 1 fail, 0 unknown' }),
    ).toBeVisible();
  });
});

describe('OverviewPage', () => {
  it('counts levels, and opens each number', async () => {
    renderScorecards(<OverviewPage />, { '/overview': overview });
    expect(
      await screen.findByText('8 of 10 services have a level.'),
    ).toBeVisible();
    const row = screen.getByRole('row', { name: /GP020/ });
    expect(within(row).getByText('suspect')).toBeVisible();
    expect(within(row).getByRole('link', { name: '3' })).toHaveAttribute(
      'href',
      '/scorecards/services?rule=GP020&state=fail',
    );
    // Rounded down: 80.5 % is not 81.
    expect(screen.getByRole('link', { name: '80' })).toHaveAttribute(
      'href',
      '/scorecards/services?owner=group%3Adefault%2Fteam-payments',
    );
  });

  it('shows the same as a table', async () => {
    renderScorecards(<OverviewPage />, { '/overview': overview });
    await userEvent.click(
      await screen.findByRole('button', { name: 'View as table' }),
    );
    expect(
      await screen.findByRole('row', { name: '2026-11-16 runs 4 3 1 2' }),
    ).toBeVisible();
  });

  it('says that nothing has been judged', async () => {
    renderScorecards(<OverviewPage />, {
      '/overview': { ...overview, services: 0 },
    });
    expect(
      await screen.findByText(/No service has been judged yet/),
    ).toBeVisible();
  });
});

describe('ServicesPage', () => {
  it('asks by what the URL says', async () => {
    const { seen } = renderScorecards(
      <ServicesPage />,
      { '/services': services, '/policy': policy },
      '/?rule=GP020&state=fail',
    );
    const row = await screen.findByRole('row', { name: /checkout/ });
    expect(within(row).getByText('Bronze')).toBeVisible();
    expect(seen).toContain('/services?rule=GP020&state=fail&limit=100');
  });

  it('offers to clear filters that nothing matches', async () => {
    renderScorecards(
      <ServicesPage />,
      { '/services': { ...services, items: [], total: 0 } },
      '/?level=gold',
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear filters' }),
    );
    expect(screen.getByTestId('url')).not.toHaveTextContent('level');
  });
});

describe('RulesPage', () => {
  it('opens the text of a rule', async () => {
    renderScorecards(<RulesPage />, {
      '/overview': overview,
      '/rules/GP020': rule,
    });
    const row = await screen.findByRole('row', { name: /GP020/ });
    expect(within(row).getByText('50 %')).toBeVisible();
    await userEvent.click(within(row).getByRole('button', { name: /GP020/ }));
    expect(
      await screen.findByText('package golden_path.rules.gp020'),
    ).toBeVisible();
  });
});
