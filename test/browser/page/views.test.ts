/** Every view, wide and narrow, light and dark: readable by everybody, and quiet. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VIEWS } from '../../../web/client/views.ts';
import { accessibilityViolations } from '../open-page.ts';
import { chromium, LOOKS, ServedPage, sidewaysOverflow, smallLink, why } from './served-page.ts';

const CASES = VIEWS.flatMap(({ name: view }) => LOOKS.map((look) => ({ view, ...look })));

describe.skipIf(chromium.path === null)(`a view${why}`, () => {
  const served = new ServedPage();
  beforeAll(() => served.start());
  afterAll(() => served.stop());

  it.each(CASES)(
    'keeps to WCAG 2.2 AA and to its width: $view, $width px, $scheme',
    ({ view, ...look }) =>
      served.visit(smallLink(view), look, async (page) => {
        await page.locator('main h1').waitFor();
        if (view === 'what-if') {
          await page.getByRole('link', { name: 'Save the figures (CSV)' }).waitFor();
        }
        expect(await accessibilityViolations(page)).toEqual([]);
        expect(await sidewaysOverflow(page)).toBe(0);
        await expect.poll(() => page.title()).toMatch(/ – mailpath$/);
      }),
  );
});
