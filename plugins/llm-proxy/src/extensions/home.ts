import { HomeCardBlueprint } from '@waymark/backstage-plugin-waymark-react';

/** How much of the chosen owner's budget is used. */
export const budgetCard = HomeCardBlueprint.make({
  name: 'budget',
  params: {
    column: 'side',
    loader: () =>
      import('../components/BudgetCard/BudgetCard').then(m => m.BudgetCard),
  },
});
