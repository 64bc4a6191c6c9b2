import { createApp } from '@backstage/frontend-defaults';
import userSettingsStorage from '@backstage/plugin-app-module-user-settings';
import llmProxyPlugin from '@waymark/backstage-plugin-llm-proxy';
import sbomPlugin from '@waymark/backstage-plugin-sbom';
import scorecardsPlugin from '@waymark/backstage-plugin-scorecards';
import { backstagePlugins } from './extensions/backstagePlugins';
import { entityModule } from './extensions/entity';
import { navModule } from './extensions/nav';
import { signInModule } from './extensions/signIn';
import homePlugin from './home';

/** The portal: Backstage's own pages, ours, and the frame around them. */
export const createPortal = () =>
  createApp({
    features: [
      ...backstagePlugins,
      userSettingsStorage,
      signInModule,
      navModule,
      entityModule,
      homePlugin,
      sbomPlugin,
      scorecardsPlugin,
      llmProxyPlugin,
    ],
  });
