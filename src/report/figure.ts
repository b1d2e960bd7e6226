/** Charts in a page: a picture, and the interactive chart that takes its place where scripts run. */
import { type Chart, compileForPage, renderSvg } from "../analysis/charts/mod.ts";
import { Html, markup } from "../io/html.ts";

/** Writes JSON that can stand within a script element: no text in it ends the element. */
const jsonText = (json: string): Html => new Html(json.replaceAll("<", "\\u003c"));

/**
 * Renders a chart as a figure.
 *
 * @param isStatic whether to leave out the interactive chart
 */
export async function figure(chart: Chart, isStatic: boolean): Promise<Html> {
  const { wide = false, name } = chart;
  return markup`<figure id="chart-${name}"${wide && markup` class="wide"`}><div class="still">${new Html(
    await renderSvg(chart, { onPage: true }),
  )}</div>${
    !isStatic && markup`<script type="application/json">${jsonText(compileForPage(chart))}</script>`
  }</figure>
`;
}
