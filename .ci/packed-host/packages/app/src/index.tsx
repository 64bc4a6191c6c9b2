import '@backstage/ui/css/styles.css';
import { createApp } from '@backstage/frontend-defaults';
import userSettingsStorage from '@backstage/plugin-app-module-user-settings';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import sbomPlugin from '@waymark/backstage-plugin-sbom';
import { createRoot } from 'react-dom/client';

const app = createApp({
  features: [
    catalogPlugin,
    signalsPlugin,
    userSettingsPlugin,
    userSettingsStorage,
    sbomPlugin,
  ],
});

createRoot(document.getElementById('root')!).render(app.createRoot());
