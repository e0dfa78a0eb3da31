/** The window's entry. */

import { mount } from 'svelte';
import { config } from 'zod';

import App from './App.svelte';
import './styles/base.css';
import './styles/pieces.css';
import './styles/tokens.css';

// The page's policy forbids making code from strings, which zod would otherwise try.
config({ jitless: true });

const target = document.getElementById('app');
if (target !== null) mount(App, { target });
