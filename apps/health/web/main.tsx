import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './style.css';
import { Page } from './page.js';

render(<Page />, document.body);
