import { HomeCardBlueprint } from '@waymark/backstage-plugin-waymark-react';

/** The chosen owner's services and their SBOM states. */
export const myServicesCard = HomeCardBlueprint.make({
  name: 'my-services',
  params: {
    column: 'main',
    loader: () =>
      import('../components/HomeCards/MyServicesCard').then(
        m => m.MyServicesCard,
      ),
  },
});

/** What these services lack. */
export const needsAttentionCard = HomeCardBlueprint.make({
  name: 'needs-attention',
  params: {
    column: 'side',
    loader: () =>
      import('../components/HomeCards/NeedsAttentionCard').then(
        m => m.NeedsAttentionCard,
      ),
  },
});

/** Package changes of the last week. */
export const changedThisWeekCard = HomeCardBlueprint.make({
  name: 'changed-this-week',
  params: {
    column: 'main',
    loader: () =>
      import('../components/HomeCards/ChangedThisWeekCard').then(
        m => m.ChangedThisWeekCard,
      ),
  },
});
