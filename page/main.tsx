/** Starts the page. */
import { render } from 'preact';
import { App } from './app.tsx';
import { presentTheme, showIn } from './live/theme.ts';
import 'uplot/dist/uPlot.min.css';
import './style/page.css';

showIn(presentTheme());

const root = document.getElementById('page');
if (root !== null) {
  render(<App />, root);
}
