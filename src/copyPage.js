import { cpSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the page has besides its scripts is served as it is: it goes beside what the compiler made of them. */
cpSync(folder('page/'), folder('../dist/page/'), {
  recursive: true,
  filter: (file) => statSync(file).isDirectory() || /\.(?:html|css|svg)$/.test(file),
});

/** @param {string} path */
function folder(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}
