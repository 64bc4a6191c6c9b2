import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderScorecards } from '../../__testUtils__/renderScorecards';
import { CHECKOUT, history, rule, scorecard } from '../../__testUtils__/wire';
import { ScorecardTab } from './ScorecardTab';

const path = '/entities/component/default/checkout';

const answers = {
  [`${path}/scorecard`]: scorecard,
  [`${path}/checks/GP020/history`]: history,
  '/rules/GP020': rule,
  '/rules/GP001': { ...rule, id: 'GP001' },
  [`${path}/checks/GP001/history`]: { ...history, items: [] },
};

describe('ScorecardTab', () => {
  it('opens the first check that is not in order', async () => {
    renderScorecards(<ScorecardTab entityRef={CHECKOUT} />, answers);
    const detail = await screen.findByRole('region', {
      name: 'GP020 image.digest',
    });
    expect(within(detail).getByText('Dockerfile:3')).toBeVisible();
    expect(
      await within(detail).findByText('package golden_path.rules.gp020'),
    ).toBeVisible();
    expect(
      await within(detail).findByRole('group', {
        name: 'States of the last 90 days',
      }),
    ).toBeVisible();
    expect(within(detail).getByText('2026-12-05')).toBeVisible();
  });

  it('shows what each level still asks, and the level without exceptions', async () => {
    renderScorecards(<ScorecardTab entityRef={CHECKOUT} />, answers);
    expect(await screen.findByText('Without exceptions: Bronze')).toBeVisible();
    expect(screen.getByText('5 of 6')).toBeVisible();
    expect(screen.getByRole('button', { name: 'GP020' })).toBeVisible();
  });

  it('keeps the check and the filter in the URL', async () => {
    renderScorecards(<ScorecardTab entityRef={CHECKOUT} />, answers);
    await userEvent.click(
      await screen.findByRole('button', { name: /GP001 sbom.present/ }),
    );
    expect(
      await screen.findByRole('region', { name: 'GP001 sbom.present' }),
    ).toBeVisible();
    expect(
      await screen.findByText('There is no history of this check yet.'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Open 1' }));
    expect(screen.getByTestId('url')).toHaveTextContent(
      '?rule=GP001&show=open',
    );
    expect(
      screen.queryByRole('button', { name: /GP001 sbom.present/ }),
    ).toBeNull();
  });

  it('says how to send evidence where there is none', async () => {
    renderScorecards(<ScorecardTab entityRef={CHECKOUT} />, {
      [`${path}/scorecard`]: { ...scorecard, state: 'none', checks: [] },
    });
    expect(
      await screen.findByText(/waymark evidence --entity component:default/),
    ).toBeVisible();
  });

  it.each([
    [403, /scorecards\.scorecard\.read/],
    [404, /./],
    [500, /./],
  ])('says what to do about %s', async (status, text) => {
    renderScorecards(<ScorecardTab entityRef={CHECKOUT} />, {
      [`${path}/scorecard`]: status,
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(text);
  });
});
