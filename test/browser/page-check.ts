// Looks at a page narrow and wide, light and dark, with axe-core; keeps a picture of each where
// somebody may look at it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = path.join(import.meta.dirname, 'screenshots');
const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1280, height: 900 },
] as const;
const SCHEMES = ['light', 'dark'] as const;
const LOOKS = SIZES.flatMap((size) => SCHEMES.map((colorScheme) => ({ ...size, colorScheme })));
/** What 1280 px are at 400 %, the narrowest that readers who enlarge are promised. */
const NARROWEST = 320;

/** With CI=true nobody looks at pictures, and making them is half of the work. */
const KEEPS_PICTURES = process.env['CI'] !== 'true';
/** All that a colour scheme may change: what else axe-core asks was asked in the other one. */
const COLOURS = `axe.run(document, { runOnly: ['color-contrast', 'link-in-text-block'] })`;

type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string }[] };

async function findViolations(page: Page, ask: string): Promise<readonly string[]> {
  const found = (await page.evaluate(ask)) as { violations: Violation[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
}

async function assertFits(page: Page, name: string): Promise<void> {
  const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.ok(Number(over) <= 0, `${name} is ${over} px too wide`);
}

export async function takePicture(page: Page, name: string, fullPage = false): Promise<void> {
  if (KEEPS_PICTURES) await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage });
}

/**
 * Holds the page as it stands to all that, and leaves it as it was. A picture of the full page
 * takes a phone's touch from it.
 */
export async function inspect(page: Page, name: string, fullPage = true): Promise<void> {
  const before = page.viewportSize();
  await page.evaluate(AXE);
  for (const { width, height, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const ask = colorScheme === 'dark' ? COLOURS : 'axe.run(document)';
    assert.deepEqual(await findViolations(page, ask), [], `${name}, ${width} px, ${colorScheme}`);
    await assertFits(page, name);
    await takePicture(page, `${name}-${width}-${colorScheme}`, fullPage);
  }
  await page.setViewportSize({ width: NARROWEST, height: 740 });
  await assertFits(page, `${name} at ${NARROWEST} px`);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before !== null) await page.setViewportSize(before);
}
