import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { anchor } from '../../guides';
import { KIND_NAMES, KINDS } from './kinds';

const headings = readFileSync('../../../docs/delivery.md', 'utf8').match(/^#+ .+$/gm) ?? [];
const anchors = headings.map((heading) => anchor(heading.replace(/^#+ /, '')));

test('guide_has_every_section_that_the_app_links', () => {
  const linked = [...KIND_NAMES.map((kind) => KINDS[kind].guide), 'what-delivery-guarantees', 'verification', 'gaps', 'mail-to-persons'];
  expect(linked.filter((section) => !anchors.includes(section))).toEqual([]);
});
