import { readFile } from 'node:fs/promises';
import { Marked } from 'marked';
import type { Plugin } from 'vite';

/** The documents of the repository that people who set up a destination read. */
const GUIDES = ['delivery', 'feed', 'exports'];
const FOLDER = new URL('../../../docs/', import.meta.url);

/** Writes each guide as a page beside the app, so that it fits the version that runs. */
export function guides(): Plugin {
  return {
    name: 'guides',
    apply: 'build',
    async generateBundle() {
      for (const name of GUIDES) {
        const text = await readFile(new URL(`${name}.md`, FOLDER), 'utf8');
        this.emitFile({ type: 'asset', fileName: `docs/${name}.html`, source: page(text) });
      }
    },
  };
}

function page(markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Guide';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/docs/guide.css" />
    <title>${title} · Activity monitor</title>
  </head>
  <body>
    <main>
${body(markdown)}
    </main>
  </body>
</html>
`;
}

function body(markdown: string): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const [, name, section = ''] = /^([a-z]+)\.md(#.*)?$/.exec(href) ?? [];
        // Other documents are for operators, who have the repository.
        if (name !== undefined && !GUIDES.includes(name)) return text;
        return `<a href="${name === undefined ? href : `/docs/${name}.html${section}`}">${text}</a>`;
      },
      // A wide table or line scrolls, also with the keyboard.
      table(token) {
        const cells = (row: typeof token.header, tag: string) =>
          row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
        return `<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${rows}</tbody></table></div>\n`;
      },
      code({ text }) {
        return `<pre tabindex="0"><code>${escape(text)}</code></pre>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

/** Returns the anchor of a heading, as GitHub makes it. */
export function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
