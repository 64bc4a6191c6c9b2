import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';

/** The card on a component's overview. */
export const llmCard = EntityCardBlueprint.make({
  params: {
    filter: { kind: 'component' },
    type: 'content',
    loader: () =>
      import('../components/LlmCard/EntityLlmCard').then(m => (
        <m.EntityLlmCard />
      )),
  },
});
