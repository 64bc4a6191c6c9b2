import { screen, within } from '@testing-library/react';
import { renderLlm } from '../../__testUtils__/renderLlm';
import { TEAM, budget, usd } from '../../__testUtils__/wire';
import { LimitPanel } from './LimitPanel';

// A file of its own: permissions are remembered by the page.
it('gives words to ask with to those who may not set a limit', async () => {
  renderLlm(
    <LimitPanel
      open
      budget={budget(TEAM, {
        forecast: usd(1_636),
        setBy: 'group:default/team-platform',
      })}
      onClose={() => {}}
      onChanged={() => {}}
    />,
    { answers: {}, allowed: false },
  );
  const panel = await screen.findByRole('dialog', {
    name: 'Request a higher limit for team-payments',
  });
  expect(
    await within(panel).findByText('llm-proxy.budget.update'),
  ).toBeInTheDocument();
  expect(
    within(panel).getByRole('link', { name: 'team-platform' }),
  ).toBeInTheDocument();
  expect(
    within(panel).getByRole('group', { name: 'A text to ask with' }),
  ).toHaveTextContent(
    /for team-payments \(group:default\/team-payments\)\. Limit now: \$1,500\.00 a month\. Used so far: \$1,221\.48 \(81 %\)/,
  );
  expect(within(panel).queryByLabelText('Reason')).not.toBeInTheDocument();
});
