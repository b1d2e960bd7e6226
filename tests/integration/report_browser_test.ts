/** Reports in a real browser, Debian's chromium; left out where there is none, unless CBM_TEST_BROWSER=1 demands it. */
import { join, toFileUrl } from "@std/path";
import assert from "node:assert/strict";
import { type Browser, chromium, type Page } from "playwright-core";
import { analyze } from "../../src/analysis/mod.ts";
import { writeReport } from "../../src/report/mod.ts";
import { inTemporaryFolder, makeUpRuns } from "../analysis/made_up_runs.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];
const executablePath = PLACES.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});
const ignore = executablePath === undefined && Deno.env.get("CBM_TEST_BROWSER") !== "1";

/** Opens a report of made-up runs; collects what would be errors of its scripts, and requests. */
async function open(
  browser: Browser,
  path: string,
  options: { javaScriptEnabled?: boolean; viewport?: { width: number; height: number } } = {},
): Promise<{ page: Page; errors: string[]; requests: string[] }> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options }))
    .newPage();
  const errors: string[] = [], requests: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("request", (request) => request.url().startsWith("data:") || requests.push(request.url()));
  await page.goto(toFileUrl(path).href);
  return { page, errors, requests };
}

/** Runs a test with a report and a browser. */
const withReport = (work: (browser: Browser, path: string, staticPath: string) => Promise<void>) => () =>
  inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "runs"));
    const analysis = await analyze([join(root, "runs")], { resamples: 200 });
    const options = { title: "Does it help?" };
    const { html } = await writeReport(analysis, join(root, "live"), options);
    const { html: still } = await writeReport(analysis, join(root, "static"), { ...options, isStatic: true });
    const browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: ["--no-sandbox"],
    });
    try {
      await work(browser, html, still);
    } finally {
      await browser.close();
    }
  });

const LINES = "#chart-accuracy-by-epoch .live .mark-line path";
/** Counts the lines of arms that can be seen. */
const visibleLines = (page: Page) =>
  page.locator(LINES).evaluateAll((paths) =>
    paths.filter((path) =>
      path.getAttribute("opacity") !== "0" && path.getAttribute("stroke-opacity") !== "0"
    ).length
  );

// The browser's own processes and timers outlive a test.
const browserTest = (name: string, work: Parameters<typeof withReport>[0]) =>
  Deno.test({ name, ignore, sanitizeOps: false, sanitizeResources: false, fn: withReport(work) });

browserTest(
  "a report's charts come to life: tooltips, legend, each seed; no error, no request",
  async (browser, path) => {
    const { page, errors, requests } = await open(browser, path);
    await page.waitForSelector("html.is-live");
    const figures = await page.locator("figure").count();
    assert.equal(await page.locator("figure.is-live").count(), figures);

    await page.locator("#chart-gains .live .mark-symbol path").first().hover();
    const tip = page.locator(".tip");
    await tip.waitFor({ state: "visible" });
    assert.match(await tip.innerText(), /Method\s*cbm[\s\S]*Gain, points/);

    assert.equal(await visibleLines(page), 3);
    await page.locator("#chart-accuracy-by-epoch .live .role-legend-label text", { hasText: /^cbm$/ })
      .click();
    await page.waitForFunction(`document.querySelectorAll('${LINES}[opacity="0"]').length === 2`);
    assert.equal(await visibleLines(page), 1);

    await page.locator("#chart-accuracy-by-epoch .vega-bindings input").check();
    await page.waitForFunction(`document.querySelectorAll("${LINES}").length === 3 + 9`);
    assert.deepEqual(errors, []);
    assert.deepEqual(requests, [toFileUrl(path).href]);
  },
);

browserTest("a report works without script, and has none if static", async (browser, path, staticPath) => {
  for (const [file, javaScriptEnabled] of [[path, false], [staticPath, true]] as const) {
    const { page, errors } = await open(browser, file, { javaScriptEnabled });
    const stills = page.locator("figure .still svg");
    assert.ok(await stills.first().isVisible());
    assert.equal(await page.locator("figure .live").count(), 0);
    await page.locator("summary", { hasText: "Every run" }).click();
    assert.ok(await page.locator("#runs table").isVisible());
    assert.deepEqual(errors, []);
  }
});

browserTest(
  "the first screen has the answer, the chart and the table; a phone needs no sideways scrolling; four pages print",
  async (browser, path) => {
    const { page } = await open(browser, path);
    await page.waitForSelector("html.is-live");
    for (const wanted of [".intro", ".headline", "#chart-gains", ".first table"]) {
      const box = await page.locator(wanted).first().boundingBox();
      assert.ok(box !== null && box.y + box.height <= 900, wanted);
    }
    const pages = new TextDecoder("latin1").decode(await page.pdf({ preferCSSPageSize: true }));
    assert.ok((pages.match(/\/Type\s*\/Page\b/g)?.length ?? 99) <= 4);
    const phone = await open(browser, path, { viewport: { width: 390, height: 844 } });
    await phone.page.waitForSelector("html.is-live");
    assert.equal(await phone.page.evaluate("document.documentElement.scrollWidth"), 390);
    const table = await phone.page.locator(".first table").boundingBox();
    assert.ok(table !== null && table.y < 844, "the table begins on a phone's first screen");
  },
);
