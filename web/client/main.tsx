/** The page begins here: the styles, then the application in the place of the words that stood there. */
import 'virtual:report-style.css';
import './style/page.css';
import './style/controls.css';
import './style/tables.css';
import { render } from 'preact';
import { App } from './app.tsx';

const page = document.getElementById('page');
if (page !== null) {
  page.replaceChildren();
  render(<App />, page);
}
