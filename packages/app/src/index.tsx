import '@backstage/cli/asset-types';
import '@backstage/ui/css/styles.css';
import { createRoot } from 'react-dom/client';
import { createPortal } from './App';

createRoot(document.getElementById('root')!).render(
  createPortal().createRoot(),
);
