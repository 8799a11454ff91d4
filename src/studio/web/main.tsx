import { render } from 'preact';
import { signIn } from './api-client.ts';
import { App } from './app.tsx';
import { installTheme } from './theme.ts';

installTheme();
await signIn();
const root = document.querySelector('#app');
if (root !== null) {
  root.textContent = '';
  render(<App />, root);
}
