import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Rendering an app takes long on a busy machine; nothing here measures time.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);
